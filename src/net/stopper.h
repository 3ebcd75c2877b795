/*
 * stopper.h - what the two parts of plan_stop share. Private to them.
 */
#ifndef XENCFG_STOPPER_H
#define XENCFG_STOPPER_H

#include "planner.h"

struct stopper {
	struct planner p;
	const struct net_past *past;
	const struct net_state *before; /* of it */
	struct net_link **former;       /* by the place of the planner's link: what it was; NULL: not our business */
	bool *made;                     /* apply made it */
	bool *lost;                     /* its IPv6 addresses have gone with a step of this plan */
};

void stop_lose(struct stopper *s, size_t link, bool all);
void stop_addresses_on(struct stopper *s);
void stop_addresses_off(struct stopper *s);
void stop_routes(struct stopper *s);

#endif
