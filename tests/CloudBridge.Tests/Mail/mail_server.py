"""aiosmtpd on a free port of loopback; writes one JSON line for its port and one for each mail it has accepted.

The recipient says how it behaves: full@ is told 452 the first time, nobody@ always 550, spam@ 554 after the content,
slow@ waits for ever; everybody else is accepted. With certificate and key it offers STARTTLS and wants user and password.
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def tell(**line):
    print(json.dumps(line), flush=True)


class Handler:
    def __init__(self):
        self.full = True

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name == "nobody":
            return "550 5.1.1 no such mailbox"
        if name == "full" and self.full:
            self.full = False
            return "452 4.2.2 mailbox full"
        if name == "slow":
            tell(waiting=True)
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("spam@"):
            return "554 5.7.1 content refused"
        tell(to=envelope.rcpt_tos, tls=session.ssl is not None, content=envelope.content.decode("latin-1"))
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=(data.login, data.password) == (b"bridge", b"secret"))


async def main(certificate=None, key=None):
    options = {}
    if certificate:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        options = {"tls_context": tls, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
    handler = Handler()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler, hostname="mail.example", **options), "127.0.0.1", 0)
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
