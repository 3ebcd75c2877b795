"""descriptions.py - makes up descriptions of hosts, each from its seed alone.

For run.py. What it makes is valid: compile must take it without an error,
though not without warnings. Its facts come from schema/*.tsv. It knows nothing
of what xencfg writes.
"""
import random

SCHEMA = "https://xencfg.example/schema/host-1.json"

# What is hard to quote, somewhere.
PIECES = [
    "/boot/vmlinuz", "/dev/vg0/x", " ", "'", '"', "\\", "\\\\", "\\n", "\\x41", "\\012", "\\'", '\\"', "$(exit 1)",
    "`id`", "${HOME}", "#", "# comment", "%", "%s", "%(x)s", ";", "(", ")", "[", "]", "{", "}", "{{name}}", "}}", "@",
    "!", "&", "|", "<", ">", "*", "?", "~", "^", "=", ",", "'''", '"""', "é", "ß", "\u20ac", "\U0001d11e", "\x80",
    "\xa0", "\u2028", "\ufeff", "\ufffd", "0", "1", "42", "None", "True", "a", "b", "C", "-", "_", ".", ":", "+",
]
LISTLESS = set(",'\"`\\$;&|<>()")  # what a value of a vif cannot hold


class Facts:
    """The tables of schema/, by name."""

    def __init__(self, folder):
        self.releases = []
        self.stacks = {}
        self.usual = {}
        for name, stacks, usual, _ in self.rows(folder, "releases"):
            self.releases.append(name)
            self.stacks[name] = stacks.split(",")
            self.usual[name] = usual
        self.keys = {table: {} for table in ("domu", "vif", "option")}
        for table, file in (("domu", "domu-keys"), ("vif", "vif-keys"), ("option", "host-options")):
            for key, a, b, xend, c, d, xl, _ in self.rows(folder, file):
                self.keys[table][key] = {"xend": self.use(a, b, xend), "xl": self.use(c, d, xl)}
        self.words = {}
        for key, word, a, b, c, d, _ in self.rows(folder, "values"):
            use = {"xend": self.use(a, b, "word"), "xl": self.use(c, d, "word")}
            self.words.setdefault(key, []).append((word, use))

    @staticmethod
    def rows(folder, name):
        with open(f"{folder}/{name}.tsv", encoding="utf-8") as file:
            lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
        return lines[1:]

    def use(self, first, last, types):
        if first == "-":
            return None
        return self.releases.index(first), self.releases.index(last), types.split(",")

    def types(self, table, key, stack, release):
        """The types of a key in a release, [] when it does not read it."""
        use = self.keys[table][key][stack]
        return use[2] if use and use[0] <= self.releases.index(release) <= use[1] else []

    def all_types(self, table, key):
        """The types that any toolstack of any release reads."""
        return {t for use in self.keys[table][key].values() if use for t in use[2]}

    def words_of(self, key, stack, release):
        """The words that a key may have, [] where only later releases know some; None when any will do."""
        at = self.releases.index(release)
        rows = [(word, use[stack]) for word, use in self.words.get(key, ()) if use[stack]]
        return [word for word, use in rows if use[0] <= at <= use[1]] if rows else None

    def targets(self):
        return [(release, stack) for release in self.releases for stack in self.stacks[release]]


class Maker:
    """Makes one description of a release and a toolstack."""

    def __init__(self, facts, seed, release, stack):
        self.facts = facts
        self.r = random.Random(f"{seed} {release} {stack}")
        self.release = release
        self.stack = stack
        self.at = facts.releases.index(release)
        self.names = set()

    def since(self, release):
        return self.at >= self.facts.releases.index(release)

    def chance(self, percent):
        return self.r.randrange(100) < percent

    def text(self, most=5):
        return "".join(self.r.choice(PIECES) for _ in range(self.r.randrange(most + 1)))

    def plain(self, most=4):
        """For a value in a vif: no end of it inside, no blanks around."""
        pieces = [piece for piece in PIECES if not set(piece) & LISTLESS and piece not in "\xa0\u2028"]
        return "".join(self.r.choice(pieces) for _ in range(self.r.randrange(1, most + 1))).strip() or "x"

    def once(self, make):
        """What has not been made before on this host."""
        while True:
            name = make()
            if name.lower() not in self.names:
                self.names.add(name.lower())
                return name

    def letters(self, most, more="_.+-"):
        first = self.r.choice("abcdefghijklmnopqrstuvwxyzABC0129")
        rest = "".join(self.r.choice("abcxyzABZ0123" + more) for _ in range(self.r.randrange(most)))
        return first + rest

    def mac(self, oui):
        digits = "%06x" % self.r.randrange(1, 1 << 24)
        mac = ":".join([oui, digits[0:2], digits[2:4], digits[4:6]])
        return self.r.choice([mac, mac.lower(), mac.upper()])

    # values by their types

    def list(self):
        return [self.r.randrange(1000) if self.chance(10) else self.text() for _ in range(self.r.randrange(4))]

    def value(self, types):
        kind = self.r.choice(types)
        if kind == "integer":
            return self.r.choice([0, 1, 7, 256, 65536, -1, -300, 2147483647])
        if kind == "boolean":
            return self.r.choice([True, False, 0, 1])
        if kind == "number":
            return self.r.choice([1, 0.5, 2.25, -1.5, 256])
        if kind == "list":
            return self.list()
        if kind == "flag":
            return self.chance(70)
        if kind == "value":
            return [["unix"], ["localhost", "none", 9363], self.text()]
        return self.r.choice([4, 1.5, -3]) if self.chance(5) else self.text()

    # settings of a guest

    def setting(self, key, types):
        words = self.facts.words_of(key, self.stack, self.release)
        if key in ("memory", "vcpus"):
            return self.r.randrange(1, 9)
        if key in ("maxmem", "maxvcpus"):
            return self.r.randrange(9, 99)
        if words is not None and "string" in types:
            return self.r.choice(words) if words else 0
        if key == "dhcp":
            return self.r.choice(["dhcp", "off", "none", ""])
        if key in ("vnuma", "vsnd"):  # the only lists of lists
            return [self.list() for _ in range(self.r.randrange(3))]
        if key in ("vncdisplay", "spiceport"):
            return str(self.r.randrange(90)) if "string" in types else self.r.randrange(90)
        return self.value(types)

    # Rules look into these; disk, name and the like have functions of their own.
    APART = {"name", "vif", "uuid", "disk", "builder", "type", "kernel", "bootloader", "firmware", "ip", "netmask",
             "gateway", "vfb"}

    def settings(self, most):
        keys = [key for key in self.facts.keys["domu"] if key not in self.APART]
        read = {key: self.facts.types("domu", key, self.stack, self.release) for key in keys}
        known = [key for key in keys if read[key]]
        made = {key: self.setting(key, read[key]) for key in self.r.sample(known, min(most, len(known)))}
        unread = [key for key in keys if not read[key] and not (set(self.facts.words) & {key})]
        if unread and self.chance(25):  # a warning, and left out
            key = self.r.choice(unread)
            made[key] = self.setting(key, sorted(self.facts.all_types("domu", key)))
        return made

    def disks(self, number):
        made = []
        vdevs = ["hda", "hdb", "hdc"] if self.release == "3.0" else ["xvda", "xvdb", "xvdc"]
        for i in range(self.r.randrange(1, 4)):
            odd = self.r.choice(["", "", "é", "\u20ac", "it's", '"q"', "$(x)", "a#b", "%d", "{{x}}", "~"])
            made.append(f"phy:/dev/vg0/guest{number}-{i}{odd},{vdevs[i]},{self.r.choice('rw')}")
        return made

    def boot(self, guest, number):
        """What it boots, and whether it is fully virtualised."""
        hvm = self.chance(30)
        if not hvm:
            guest["kernel"] = "/boot/vmlinuz" + self.text()
            if self.stack == "xl" and self.since("4.10") and self.chance(30):
                guest["type"] = self.r.choice(["pv", "pvh"])
        elif self.stack == "xl" and self.since("4.10") and self.chance(50):
            guest["type"] = "hvm"
        else:
            guest["builder"] = "hvm"
            if self.stack == "xend":
                guest["kernel"] = "/usr/lib/xen/boot/hvmloader"
        if self.chance(70):
            guest["disk"] = self.disks(number)
        return hvm

    def address(self, bridge):
        """An address in the bridge's subnet that nobody has."""
        if bridge and bridge.get("subnets"):
            base, prefix = bridge["subnets"][0].split("/")
            if ":" in base:
                return self.once(lambda: base + "%x" % self.r.randrange(2, 65000))
        else:
            base = "10.200.0.0"
        start = base.rsplit(".", 1)[0]
        return self.once(lambda: f"{start}.{self.r.randrange(10, 250)}")

    def vif_ip(self, bridge):
        n = self.r.choice([1, 1, 2, 3])
        addresses = [self.address(bridge) for _ in range(n)]
        return self.r.choice([" ".join(addresses), addresses])

    def vif(self, host, hvm):
        made = {}
        bridge = self.r.choice(host["bridges"]) if host["bridges"] else None
        if bridge and self.chance(90):
            made["bridge"] = bridge["name"]
        else:
            bridge = None
            if self.chance(70):
                made["script"] = "vif-route"
        if self.chance(75):
            made["mac"] = self.once(lambda: self.mac(self.r.choice(["00:16:3E"] + host["host"]["oui"])))
        if self.chance(30):
            made["dhcp"] = self.chance(70)
        if not made.get("dhcp") and ("bridge" in made or "script" in made) and self.chance(60):
            made["ip"] = self.vif_ip(bridge)
        known = [key for key in self.facts.keys["vif"] if self.facts.types("vif", key, self.stack, self.release)]
        for key in self.r.sample(known, self.r.randrange(min(len(known), 8))):
            if key not in ("ip", "mac", "bridge", "script"):
                self.vif_setting(made, key, hvm)
        if self.stack == "xl" and self.chance(10):
            made["label"] = "for xend only"
        items = list(made.items())
        self.r.shuffle(items)
        return dict(items)

    def vif_setting(self, made, key, hvm):
        rates = ["10Mb/s", "1MB/s@20ms", "250KB/s@50ms", "1GB/s", "8000b/s@1s"]
        words = {
            "type": lambda: self.r.choice(["vif", "ioemu"] if hvm else ["vif"] +
                                          (["netfront"] if self.stack == "xend" else [])),
            "vifname": lambda: self.once(lambda: self.letters(10)),
            "rate": lambda: self.r.choice(rates),
            "mtu": lambda: self.r.randrange(68, 65536),
            "devid": lambda: self.r.randrange(0, 100),
            "vlan": lambda: self.r.choice(["10", "10p/20", "1-9/4094p", "5u/7p"]),
            "be_mac": lambda: "fe:ff:ff:ff:ff:ff",
            "trusted": lambda: self.chance(60),
            "untrusted": lambda: self.chance(60),
            "backend": lambda: self.r.choice([0, "Domain-0", "nets"]),
        }
        made[key] = words[key]() if key in words else self.plain()

    def guest_name(self):
        if self.stack == "xend":
            return self.letters(12, "_.:+-")
        return self.letters(6) + self.r.choice(["", " ", "é", "%s", "@", "^", "\u20ac", ":", "\u2028"]) + self.letters(4)

    def guest(self, host, number):
        name = self.once(self.guest_name) if self.chance(95) else "g%d" % number + "x" * 196
        guest = {"name": name}
        hvm = self.boot(guest, number)
        guest.update(self.settings(self.r.choice([0, 2, 5, 12, 40])))
        if guest.get("device_model_version") == "none":
            del guest["device_model_version"]
        if self.chance(60):
            guest["vif"] = [self.vif(host, hvm) for _ in range(self.r.choice([0, 1, 1, 2, 3]))]
        if self.chance(30):
            guest["uuid"] = "%08x-0000-4000-8000-%012x" % (self.r.getrandbits(32), number)
        if self.stack == "xend" and self.chance(20) and guest.get("dhcp", "off") in ("off", "none", ""):
            if host["defaults"].get("dhcp") in (None, "off", "none", ""):
                guest.update(self.autoconf(guest, host))
        if self.chance(30):
            guest["autostart"] = self.chance(80)
        if self.chance(20):
            guest["extra_cfg"] = ["# it's a \"comment\": $(x)", "zz_number = 5", "zz_list = [ \"a\", 'b' ]"]
        if self.chance(10):
            guest["ignore"] = [{"rule": "XC105", "reason": "it's \"known\""}]
        items = list(guest.items())
        self.r.shuffle(items)
        return dict(items)

    def autoconf(self, guest, host):
        """The kernel's own network."""
        vifs = guest.get("vif") or [{}]
        bridge = next((b for b in host["bridges"] if b["name"] == vifs[0].get("bridge")), None)
        if vifs[0].get("dhcp") or (vifs[0] and not bridge) or (bridge and bridge.get("subnets") and ":" in bridge["subnets"][0]):
            return {"hostname": self.text()}
        ip = self.address(bridge)
        return {"ip": ip, "netmask": "255.255.255.0", "gateway": ip.rsplit(".", 1)[0] + ".1", "hostname": self.text()}

    # the host

    def bridge(self, number, host):
        made = {"name": self.once(lambda: self.letters(10))}
        netdev = self.r.choice(["eth%d", "dummy%d", "bond%d", "en%dp0s.1"]) % number
        if self.stack == "xend" or self.chance(80):
            made["netdev"] = netdev
            if self.chance(20):
                made["netdev"] = "eth9"  # several VLANs may share it
                made["vlan"] = 100 + number
        if self.chance(30):
            made["vifnum"] = number if self.chance(80) else 50 + number
        for key in ("antispoof", "stp", "nf_call"):
            if self.chance(25):
                made[key] = self.chance(50)
        if self.chance(20):
            made["rename_netdev"] = self.chance(50)
        if self.chance(60):
            six = self.chance(20)
            made["subnets"] = ["2001:db8:%x::/64" % number if six else f"10.{number}.0.0/24"]
            if self.chance(50):
                made["gateway"] = made["subnets"][0].split("/")[0] + "1" if six else f"10.{number}.0.1"
        if self.chance(20):
            made["addresses"] = [f"10.{number}.0.9/24"]
            made["default_route"] = f"10.{number}.0.1"
        elif self.chance(10):
            made["dhcp"] = True
        if self.chance(20):
            made["netdev_mac"] = "00:1b:21:00:00:%02x" % number
        if self.chance(20):
            made["mtu"] = self.r.choice([68, 1500, 9000])
        if self.chance(20):
            made["forward_delay"] = self.r.choice([0, 2, 15])
        if self.chance(10):
            made["ignore"] = [{"rule": "bridge-unused", "reason": "for later"}]
        return made

    OPTIONS = {
        "loglevel": ["DEBUG", "INFO", "WARNING"], "autoballoon": ["auto", "on", "off", "0", 1],
        "output_format": ["json", "sxp"], "domid_policy": ["xen", "random"], "xsm_module_name": ["acm", "dummy"],
        "xend-relocation-hosts-allow": ["", "^localhost$ ^.*\\.example\\.org$"], "vnc-listen": ["127.0.0.1"],
        "xend-address": ["localhost"], "xend-tcp-xmlrpc-server-address": ["localhost"],
        "xend-relocation-address": ["localhost"], "pscsi-device-mask": [["*"], ["sda", ["b", "c"]]],
        "vnc-tls": [0, 1], "vnc-x509-verify": [0, 1], "keymap": ["de", "en-us"],
    }

    def option(self, key, types):
        if key in self.OPTIONS:
            return self.r.choice(self.OPTIONS[key])
        if "integer" in types and "boolean" not in types:
            return self.r.randrange(1, 9000)
        return self.value(types)

    def options(self):
        made = {}
        keys = [key for key in self.facts.keys["option"] if key not in ("network-script", "vif-script")]
        for key in self.r.sample(keys, self.r.randrange(12)):
            types = self.facts.types("option", key, self.stack, self.release)
            if types and not (key == "vifscript" or key == "vif.default.script"):
                made[key] = self.option(key, types)
            elif not types and self.chance(10):  # a warning, and left out
                made[key] = self.value(sorted(self.facts.all_types("option", key)))
        return made

    def make(self):
        host = {"host": {"oui": self.r.choice([[], ["02:AB:CD"], ["aa:00:00", "local"]])}, "bridges": [], "defaults": {},
                "guests": []}
        local = "local" in host["host"]["oui"]
        host["host"]["oui"] = [oui for oui in host["host"]["oui"] if oui != "local"]
        for i in range(self.r.choice([0, 1, 1, 2, 3, 5])):
            host["bridges"].append(self.bridge(i, host))
        if self.chance(70):
            host["defaults"] = self.settings(self.r.choice([1, 4, 20]))
        for i in range(self.r.choice([0, 1, 2, 3, 4])):
            host["guests"].append(self.guest(host, i))
        if local:
            host["host"]["oui"].append("local")
        return self.finish(host)

    def finish(self, host):
        made = {}
        if self.chance(50):
            made["$schema"] = SCHEMA
        made["xen"] = self.release
        if self.stack != self.facts.usual[self.release] or self.chance(20):
            made["toolstack"] = self.stack
        if self.chance(70):
            host["host"]["name"] = self.r.choice(["gerf", "host-1", "wört", "a b"])
        if self.chance(50):
            host["host"]["options"] = self.options()
        if self.chance(20):
            host["host"]["network_script"] = self.r.choice(["net-up", "Z.sh", "my_net+1"])
        if self.chance(20):
            host["host"]["vif_script"] = self.r.choice(["vif-route", "vif-bridge bridge=x", "/opt/vif-mine"])
        for key in ("host", "bridges", "defaults", "guests"):
            if host[key] or self.chance(50):
                made[key] = host[key]
        if self.chance(10):
            made["ignore"] = [{"rule": "XC206", "reason": "\u20ac"}]
        items = list(made.items())
        self.r.shuffle(items)
        return dict(items)


def make(facts, seed, release, stack):
    return Maker(facts, seed, release, stack).make()
