"""expected.py - what the output of compile must mean, from the description alone.

The contract in code, for a description that is valid. Strings become the bytes
of their UTF-8.
"""
import json

DHCP = b"dhcp"


class Real(str):
    """A JSON number with a point or an exponent, as it was written."""


def load(text):
    """Strict JSON: no key twice, no NaN."""
    def members(pairs):
        made = dict(pairs)
        if len(made) != len(pairs):
            raise ValueError("a key twice")
        return made

    def refuse(word):
        raise ValueError(word)
    return json.loads(text, parse_float=Real, parse_constant=refuse, object_pairs_hook=members)


def python_value(v):
    """As Python reads it."""
    if isinstance(v, Real):
        return float(v)
    if isinstance(v, str):
        return v.encode()
    if isinstance(v, list):
        return [python_value(item) for item in v]
    return int(v)


def atoms(v, true=b"1", false=b"0"):
    """As libxlutil and xend's sxp read it: nothing but strings and lists."""
    if isinstance(v, bool):
        return true if v else false
    if isinstance(v, list):
        return [atoms(item, true, false) for item in v]
    return v.encode() if isinstance(v, str) else b"%d" % v


def sxp_value(v):
    return atoms(v, b"yes", b"no")


def same_number(a, b):
    return type(a) is type(b) and a == b


class Expected:
    """The files of one description for one release and toolstack."""

    def __init__(self, facts, description, release=None, stack=None):
        self.facts = facts
        self.d = description
        self.release = release or description["xen"]
        self.stack = stack or description.get("toolstack") if not release else stack
        self.stack = self.stack or facts.usual[self.release]
        self.at = facts.releases.index(self.release)
        self.bridges = description.get("bridges", [])
        self.guests = {guest["name"]: guest for guest in description.get("guests", [])}
        self.host = description.get("host", {})

    def since(self, release):
        return self.at >= self.facts.releases.index(release)

    def read(self, table, members, leave=()):
        """The members that this release reads."""
        return {key: v for key, v in members.items()
                if key in self.facts.keys[table] and key not in leave
                and self.facts.types(table, key, self.stack, self.release)}

    # the network

    def script_name(self):
        """The wrapper's name; None when Xen's network-bridge alone does."""
        if self.stack != "xend" or not self.bridges:
            return None
        only = self.bridges[0]
        plain = (len(self.bridges) == 1 and "network_script" not in self.host and "vlan" not in only
                 and not self.is_dummy(only) and only.get("rename_netdev", True))
        return None if plain else self.host.get("network_script", "my-network-bridge")

    @staticmethod
    def is_dummy(bridge):
        netdev = bridge.get("netdev", "")
        return netdev.startswith("dummy") and netdev[5:].isdigit()

    def arguments(self, number):
        """What network-bridge is told of a bridge."""
        bridge = self.bridges[number]
        netdev = bridge["netdev"] + (".%d" % bridge["vlan"] if "vlan" in bridge else "")
        words = ["vifnum=%d" % bridge.get("vifnum", number), "netdev=" + netdev, "bridge=" + bridge["name"]]
        return words + (["antispoof=yes"] if bridge.get("antispoof") else [])

    def network_script(self):
        """The words of the option, those behind the first sorted; None: no such option."""
        if not self.bridges:
            return None
        name = self.script_name()
        if name:
            return [name.encode()]
        words = self.arguments(0)
        if "vifnum" not in self.bridges[0]:
            words = words[1:]
        return [b"network-bridge"] + sorted(word.encode() for word in words)

    def options(self):
        """Of xend-config.sxp without the scripts, or of xl.conf."""
        made = self.read("option", self.host.get("options", {}))
        value = sxp_value if self.stack == "xend" else atoms
        made = {key: value(v) for key, v in made.items()}
        if self.stack == "xl" and "vif_script" in self.host:
            made["vif.default.script" if self.since("4.3") else "vifscript"] = self.host["vif_script"].encode()
        return made

    # the guests

    def vif(self, vif):
        """key -> bytes, or None for a flag; no mac when it is computed."""
        made = {}
        for key, v in self.read("vif", vif).items():
            if isinstance(v, list):
                made[key] = b" ".join(atoms(item) for item in v)
            elif not isinstance(v, bool):
                made[key] = atoms(v)
            elif v:
                made[key] = None
        return made

    def settings(self, guest):
        merged = {**self.d.get("defaults", {}), **guest}
        made = self.read("domu", merged, ("vif",))
        value = python_value if self.stack == "xend" else atoms
        made = {key: value(v) for key, v in made.items()}
        vifs = guest.get("vif", [])
        if self.stack == "xend" and vifs and vifs[0].get("dhcp") and "dhcp" not in made:
            made["dhcp"] = DHCP
        return made

    def links(self):
        return {f"auto/{name}.cfg": f"../{name}.cfg" for name, guest in self.guests.items() if guest.get("autostart")}

    def files(self):
        made = {"xl.conf" if self.stack == "xl" else "xend-config.sxp"} | {name + ".cfg" for name in self.guests}
        if self.script_name():
            made.add("scripts/" + self.script_name())
        return made
