base = 10
name = "static"
kernel = "/boot/vmlinuz"
memory = base * 20
vif = [ "mac=00:16:3E:00:00:%02x,brigde=lan" % base ]
