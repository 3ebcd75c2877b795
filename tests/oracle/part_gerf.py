"""part_gerf.py - the three kinds of file of the founding document, from examples/gerf."""
import json
import os

import trees
from common import Compiler, dumps, new_readers

FOUNDING_BRIDGES = [("eth0", "lan"), ("eth1", "wan"), ("dummy0", "dmz")]
FOUNDING_VIFS = {
    "external": [("wan", "00:16:3E:aa:bb:cc")],
    "internal": [("lan", "00:16:3E:aa:bb:dd")],
    "firewall": [("wan", "00:16:3E:aa:bb:11"), ("lan", "00:16:3E:aa:bb:22"), ("dmz", "00:16:3E:aa:bb:33")],
}


def gerf_differs(readers, out):
    """What of the three kinds of file is not as in the founding document."""
    wrapper = os.path.join(out, "scripts/my-network-bridge")
    if not os.path.exists(wrapper):
        return ["there is no my-network-bridge"]
    calls, status = readers.run_wrapper(wrapper, "start")
    wanted = [f"start vifnum={i} netdev={netdev} bridge={bridge}" for i, (netdev, bridge) in enumerate(FOUNDING_BRIDGES)]
    made = [] if calls == wanted and status == 0 else [f"the wrapper calls {calls}, status {status}"]
    with open(os.path.join(out, "xend-config.sxp"), "rb") as file:
        script = readers.read_sxp(file.read()).get("network-script")
    if script != b"my-network-bridge":
        made.append(f"network-script is {script!r}")
    for name, vifs in FOUNDING_VIFS.items():
        path = os.path.join(out, name + ".cfg")
        with open(path, "rb") as file:
            found = [trees.vif_members(vif, False) for vif in readers.read_xm(path, file.read(), False)["vif"]]
        found = [(vif.get("bridge", b"").decode(), vif.get("mac", b"").decode()) for vif in found]
        if found != vifs:
            made.append(f"the vifs of {name} are {found}")
    return made


CHANGES = {
    "the bridge of a vif": lambda d: d["guests"][1]["vif"][0].update(bridge="dmz"),
    "a MAC": lambda d: d["guests"][2]["vif"][0].update(mac="00:16:3E:aa:bb:12"),
    "no MAC": lambda d: d["guests"][0]["vif"][0].pop("mac"),
    "the order of vifs": lambda d: d["guests"][2]["vif"].reverse(),
    "a netdev": lambda d: d["bridges"][1].update(netdev="eth2"),
    "the order of bridges": lambda d: d["bridges"].reverse(),
    "one bridge less": lambda d: (d["bridges"].pop(), d["guests"][2]["vif"].pop()),
    "the script": lambda d: d["host"].update(network_script="net"),
}


def run(report, folder):
    readers = new_readers(folder)
    compiler = Compiler(folder)

    def compiled(change):
        with open("examples/gerf/host.json", encoding="utf-8") as file:
            description = json.load(file)
        change(description)
        compiler.clean()
        status, _, errors, trouble = compiler.run("-o", "out", compiler.write(dumps(description)))
        return [trouble or errors.decode()] if trouble or status else gerf_differs(readers, compiler.out)
    report.check("gerf", compiled(lambda d: None))
    # And the same check must see what differs.
    report.check("gerf changed", [f"another one went unseen: {what}" for what, change in CHANGES.items()
                                  if not compiled(change)])
