# Takes its listening sockets as systemd gives them (sd_listen_fds(3)), and answers with its pid. It binds nothing itself.
import http.server
import os
import socket
import sys
import threading

if os.environ.get('LISTEN_PID') != str(os.getpid()):
    sys.exit('no sockets for this process')
print('names ' + os.environ['LISTEN_FDNAMES'], flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = str(os.getpid()).encode()
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


threads = []
for fd in range(3, 3 + int(os.environ['LISTEN_FDS'])):
    server = http.server.ThreadingHTTPServer(('', 0), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=fd)
    # As Go's and Rust's libraries do, it does not call listen(2): the socket is to be a listening one.
    assert server.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) == 1
    assert os.get_blocking(fd)
    threads.append(threading.Thread(target=server.serve_forever))
for thread in threads:
    thread.start()
