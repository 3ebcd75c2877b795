"""networks.py - descriptions to draw: the founding one, hostile names, many guests, and made-up ones of any shape."""
import json
import os
import random

GERF = "examples/gerf/host.json"

HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(2)>", "'-alert(3)-'", "]]><!--", "&lt;b&gt;&#60;",
           "</title></style></svg>", "{{name}}{{#x}}", "\\N\\n\\G\\\"", "#quot;#35;`x`\"]", "javascript:alert(4)",
           "ends\\", "%s%n", "café 中文"]


def write(folder, name, description):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as out:
        json.dump(description, out, indent=1, ensure_ascii=False)
    return path


def hostile():
    """Every such name as a host's, a bridge's, a netdev's, a guest's, and in other values."""
    bridges = [{"name": n, "netdev": n + "0", "subnets": [n], "gateway": n} for n in HOSTILE]
    guests = [{"name": n, "kernel": n, "vif": [{"bridge": n, "mac": n, "ip": n, "vifname": n}, {"bridge": n + "?"},
                                               {"script": n}]} for n in HOSTILE]
    return {"xen": "4.17", "host": {"name": HOSTILE[0] + HOSTILE[1]}, "bridges": bridges, "guests": guests}


def many(guests=200):
    """8 bridges; most guests on one of them, some on several."""
    r = random.Random(4)
    names = ["front", "back", "storage", "dmz", "mgmt", "voice", "lab", "guestnet"]
    bridges = [{"name": n, "netdev": f"eth{i}" if i < 6 else f"dummy{i - 6}", "subnets": [f"10.{i + 1}.0.0/16"]}
               for i, n in enumerate(names)]
    made = []
    for i in range(guests):
        way = r.random()
        if way < 0.62:
            on = [min(int(r.expovariate(0.35)), 7)]
        elif way < 0.9:
            on = r.choice([[0, 1], [0, 2], [0, 1, 2], [3, 1], [4, 1]])
        else:
            on = r.sample(range(8), 2 if way < 0.96 else 4)
        vifs = []
        for j, b in enumerate(on):
            vif = {"bridge": names[b], "mac": f"00:16:3E:{b:02x}:{i % 256:02x}:{j:02x}"}
            vif.update({"dhcp": True} if r.random() < 0.2 else {"ip": f"10.{b + 1}.{i // 200 + 1}.{i % 200 + 10}"})
            vifs.append(vif)
        kind = r.choice(["web", "db", "app", "cache", "mail", "build", "ci", "proxy"])
        made.append({"name": f"{kind}-{i:03d}", "memory": 256, "kernel": "/boot/vmlinuz", "vif": vifs})
    return {"xen": "4.17", "host": {"name": "datacentre-7"}, "bridges": bridges, "guests": made}


def wrong():
    """Findings on a bridge, on vifs and on a guest, one with two places; a password."""
    return {"xen": "4.17", "host": {"name": "wrong"}, "bridges": [
        {"name": "lan", "netdev": "eth0", "subnets": ["192.168.0.0/24"]},
        {"name": "far too long a name", "netdev": "eth1"}],
        "defaults": {"memory": 256, "kernel": "/boot/vmlinuz"},
        "guests": [
            {"name": "one", "vncpasswd": "open sesame", "vif": [{"bridge": "lan", "mac": "00:16:3E:00:00:01"}]},
            {"name": "two", "vif": [{"bridge": "lan", "mac": "00:16:3E:00:00:01"}, {"bridge": "lam"}]},
            {"name": "three", "memory": "much", "vif": [{"bridge": "lan", "dhcp": True}]},
            {"name": "four", "vif": []},
            {"name": "five", "vif": [{"bridge": "lan", "mac": "00:16:3E:00:00:05"}, {"bridge": "lan", "mac": "00:16:3E:00:00:05"}]}]}


def told():
    """Each kind of value that a picture and a page tell, short enough for its column."""
    return {"xen": "4.17", "host": {"name": "told"}, "bridges": [
        {"name": "lan", "netdev": "eth0", "vlan": 7, "subnets": ["10.1.0.0/24", "10.2.0.0/24", "10.3.0.0/24"], "gateway": "10.1.0.1"},
        {"name": "wan", "netdev": "eth1", "subnets": ["192.0.2.0/24", "2001:db8::/64"]}, {"name": "dmz", "netdev": "dummy0"}],
        "guests": [
            {"name": "a", "kernel": "/k", "vif": [{"bridge": "lan", "mac": "00:16:3E:00:00:01", "ip": "10.1.0.2"},
                                                  {"bridge": "wan", "mac": "00:16:3E:00:00:02", "ip": ["192.0.2.3", "2001:db8::3"]}]},
            {"name": "b", "kernel": "/k", "vif": [{"bridge": "dmz", "mac": "00:16:3E:00:00:03", "ip": "10.9.0.4"}]}]}


def addresses(vif):
    return [vif["ip"]] if isinstance(vif["ip"], str) else vif["ip"]


def made_up(seed):
    """Any shape: no bridges, many, guests without vifs, many vifs, long names."""
    r = random.Random(seed)
    n = r.choice([0, 1, 2, 3, 8, 20])
    names = [("b%d" % i) + "x" * r.choice([0, 0, 12]) for i in range(n)]
    bridges = [{"name": b, **({"netdev": f"eth{i}"} if r.random() < 0.7 else {}),
                **({"vlan": 5 + i} if r.random() < 0.2 else {})} for i, b in enumerate(names)]
    guests = []
    for i in range(r.choice([0, 1, 3, 13, 40, 90])):
        vifs = []
        for _ in range(r.choice([0, 1, 1, 1, 2, 3, 9])):
            vif = {}
            if r.random() < 0.9:
                vif["bridge"] = r.choice(names + ["other"])
            if r.random() < 0.1:
                vif["script"] = "vif-route"
            if r.random() < 0.7:
                vif["ip"] = r.choice(["10.0.0.1", ["2001:db8:1234:5678::%d" % i, "10.0.0.2"], "192.168.100.200"])
            vifs.append(vif)
        guests.append({"name": "g%d" % i + "m" * r.choice([0, 5, 80]), "kernel": "/k", "vif": vifs})
    return {"xen": "4.17", "host": {"name": "made-up"}, "bridges": bridges, "guests": guests}
