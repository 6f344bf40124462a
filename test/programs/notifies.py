# A program that speaks systemd's protocol, unmodified: ready, beats at half of WATCHDOG_USEC. A file in its folder tells
# it what else to do: "stop" no more beats, "trigger" says that it is sick; without "ready" it does not say that it is.
import os, socket, time

notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
say = lambda text: notify.sendto(text.encode(), os.environ['NOTIFY_SOCKET'])
every = int(os.environ['WATCHDOG_USEC']) / 1e6 / 2

while os.path.exists('wait'):
    time.sleep(0.05)
say('STATUS=warming up\nREADY=1')
while True:
    time.sleep(min(every, 0.5))
    if os.path.exists('trigger'):
        os.remove('trigger')
        say('WATCHDOG=trigger')
    if not os.path.exists('stop'):
        say('WATCHDOG=1\nEXTEND_TIMEOUT_USEC=100000000')
