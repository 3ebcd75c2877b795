import os
os.system("touch was-run")

def mac(n):
	return "00:16:3E:%02x:%02x:%02x" % (n, n, n)

arch = os.uname()[4]
number = int(os.environ.get("N", "1"))
bridge = open("/etc/bridge").read().strip()
name = "guest%d" % number
kernel = "/boot/vmlinuz-" + arch
memory = number * 128
vcpus = len(name)
vif = [ "mac=%s,bridge=%s" % (mac(number), bridge), "mac=" + mac(2) + ",bridge=lan,ip=" + bridge ]
disk = [ "phy:vg0/%s,hda1,w" % name for name in os.listdir("/srv") ]
if number > 3:
	on_crash = "nonsense"
