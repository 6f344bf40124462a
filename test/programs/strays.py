# A program whose children leave its group: setsid, a double fork, setpgid. Each prints what it is and sleeps.
import os, sys, time

def live(kind):
    print(kind, os.getpid(), flush=True)
    time.sleep(1000)

def fork(then):
    if os.fork() == 0:
        then()
        os._exit(0)

def daemon():
    os.setsid()
    fork(lambda: live('daemon'))

fork(lambda: (os.setsid(), live('session')))
fork(daemon)
fork(lambda: (os.setpgid(0, 0), live('group')))
# Its own environment is empty, but it is in the group of one that is marked.
fork(lambda: (os.setsid(), os.spawnve(os.P_NOWAIT, '/bin/sleep', ['sleep', '1000'], {'XDG_RUNTIME_DIR': os.environ['XDG_RUNTIME_DIR']}), live('clears')))
if 'exit' in sys.argv:
    os._exit(0)
live('leader')
