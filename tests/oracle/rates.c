/*
 * rates.c - what rate_check() and libxlutil make of rate limits.
 *
 * For each line of standard input prints four numbers: does rate_check() take
 * it for xl, does it for xend, does libxlutil, and libxlutil's bytes for each
 * interval. Judges nothing: tests/oracle/oracle.py does.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <libxlutil.h>
#include <xencfg/rate.h>

int main(void)
{
	FILE *null = fopen("/dev/null", "w");
	XLU_Config *config = null ? xlu_cfg_init(null, "rates") : NULL;
	char line[256];

	if (!config)
		return 2;
	while (fgets(line, sizeof(line), stdin)) {
		libxl_device_nic nic;
		const char *why;
		int theirs;

		line[strcspn(line, "\n")] = '\0';
		libxl_device_nic_init(&nic);
		errno = 0; /* libxlutil looks at it without setting it */
		theirs = xlu_vif_parse_rate(config, line, &nic);
		printf("%d %d %d %" PRIu64 "\n", rate_check(text_of(line), TOOLSTACK_XL, &why) == 0,
		       rate_check(text_of(line), TOOLSTACK_XEND, &why) == 0, theirs == 0, nic.rate_bytes_per_interval);
		libxl_device_nic_dispose(&nic);
	}
	xlu_cfg_destroy(config);
	fclose(null);
	return 0;
}
