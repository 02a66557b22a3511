# SPDX-License-Identifier: Apache-2.0
"""Clusters of etcd and of quorated on free ports of this machine, as processes of their own."""

import http.client
import json
import os
import random
import socket
import subprocess
import time


def free_ports(count):
    """Ports that nobody listens on, below those of outgoing connections; all are held at once, so that all differ."""
    held = []
    while len(held) < count:
        one = socket.socket()
        try:
            one.bind(("127.0.0.1", random.randrange(10240, 32768)))
            held.append(one)
        except OSError:
            one.close()
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Answer:
    def __init__(self, status, content_type, body):
        self.status = status
        self.content_type = content_type
        self.body = body


class Cluster:
    """The nodes of one program. `close` ends them, by their process ids."""

    def __init__(self, name, directory, commands, client_ports):
        self.name = name
        self.client_ports = client_ports
        self.revision = 0
        self.members = []  # their ids, as texts, in the order of the nodes
        self._processes = []
        for number, command in enumerate(commands):
            log = open(os.path.join(directory, f"{name}{number + 1}.log"), "wb")
            self._processes.append(
                subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            )
            log.close()

    def close(self):
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def wait_until_ready(self, seconds=30):
        """Until all of them know a leader and answer a put; learns who the members are."""
        deadline = time.monotonic() + seconds
        for node in range(len(self.client_ports)):
            while True:
                try:
                    answer = self.ask(node, "POST", "/v3/kv/range", b'{"key":"AA=="}')
                    status = json.loads(self.ask(node, "POST", "/v3/maintenance/status", b"{}").body)
                    if answer.status == 200 and status.get("leader", "0") != "0":
                        self.members.append(status["header"]["member_id"])
                        break
                except (OSError, ValueError, KeyError):
                    pass
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not become ready; see its log")
                time.sleep(0.05)

    def ask(self, node, method, path, body, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.client_ports[node], timeout=15)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.getheader("Content-Type"), response.read())
        except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
            return Answer(type(error).__name__, None, b"")
        finally:
            connection.close()

    def learn_revision(self, node):
        answer = self.ask(node, "POST", "/v3/kv/range", b'{"key":"AA=="}')
        if answer.status != 200:
            raise RuntimeError(f"{self.name} answers no more: {answer.status} {answer.body}")
        self.revision = int(json.loads(answer.body)["header"]["revision"])

    def watch(self, node, body, lines, act):
        """Opens a stream, acts once its first line is there, and reads until there are `lines`, of
        those with events one for each event, or nothing more comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.client_ports[node], timeout=1)
        read = []
        count = 0
        try:
            connection.request("POST", "/v3/watch", body)
            response = connection.getresponse()
            acted = False
            while count < lines:
                line = response.readline()
                if not line:
                    break
                if line.strip():
                    read.append(line)
                    count += max(line.count(b'"mod_revision"') - line.count(b'"prev_kv"'), 1)
                if not acted:
                    acted = True
                    act(self, node)
            return Answer(response.status, response.getheader("Content-Type"), b"".join(read))
        except (TimeoutError, http.client.HTTPException, ConnectionError) as error:
            # What came is what there is.
            return Answer(response.status if read else type(error).__name__, None, b"".join(read))
        finally:
            connection.close()


def start_etcd(program, directory, size):
    peers, clients = free_ports(size), free_ports(size)
    members = ",".join(f"node{n + 1}=http://127.0.0.1:{peers[n]}" for n in range(size))
    commands = [
        [
            program, "--name", f"node{n + 1}", "--data-dir", os.path.join(directory, f"etcd{n + 1}"),
            "--listen-peer-urls", f"http://127.0.0.1:{peers[n]}",
            "--initial-advertise-peer-urls", f"http://127.0.0.1:{peers[n]}",
            "--listen-client-urls", f"http://127.0.0.1:{clients[n]}",
            "--advertise-client-urls", f"http://127.0.0.1:{clients[n]}",
            "--initial-cluster", members, "--initial-cluster-token", directory,
        ]
        for n in range(size)
    ]
    return Cluster("etcd", directory, commands, clients)


def start_quorated(program, directory, size):
    peers, clients = free_ports(size), free_ports(size)
    members = ",".join(f"http://127.0.0.1:{port}" for port in peers)
    commands = [
        [
            program, "--id", str(n + 1), "--peers", members, "--client-port", str(clients[n]),
            "--data-dir", os.path.join(directory, f"quorated{n + 1}"),
        ]
        for n in range(size)
    ]
    return Cluster("quorated", directory, commands, clients)
