"""A mail server for the tests of mail: aiosmtpd, which does what the recipient's name asks of it.

    mail_server.py FOLDER [sender-refused] [password-refused]

Prints its port on one line. Every recipient that is named to it is written to FOLDER/tries, and each message it takes
to FOLDER/N.json, read by Python's own mail parser. A recipient's name begins with a word, or none:

    busy…      450, always           busyonce…   450 the first time
    gone…      550, always           spam…       554 once it has the text
    stall…     no answer             stallonce…  no answer the first time
    drop…      ends the connection   droponce…   ends the connection the first time

It ends when its standard input does, and after three minutes in any case.
"""

import asyncio
import email
import email.policy
import json
import os
import sys

from aiosmtpd.smtp import SMTP, AuthResult

FOLDER = sys.argv[1]
ASKED = set(sys.argv[2:])
LONGEST = 180


class Handler:
    def __init__(self):
        self.seen = {}
        self.taken = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "sender-refused" in ASKED:
            return "550 5.7.1 We do not send for this address"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        first = address not in self.seen
        self.seen[address] = True
        with open(os.path.join(FOLDER, "tries"), "a", encoding="utf-8") as tries:
            tries.write(address + "\n")

        def asks(word):
            return address.startswith(word + "once") and first or (
                address.startswith(word) and not address.startswith(word + "once"))

        if asks("busy"):
            return "450 4.2.0 The mailbox is busy, try again later"
        if asks("gone"):
            return f"550 5.1.1 <{address.upper()}>: there is nobody of this name"
        if asks("stall"):
            await asyncio.sleep(LONGEST)
        if asks("drop"):
            server.transport.abort()
            await asyncio.sleep(LONGEST)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("spam") for address in envelope.rcpt_tos):
            return "554 5.7.1 We do not want this"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        sender = message["From"].addresses[0]
        self.taken += 1
        path = os.path.join(FOLDER, str(self.taken))
        with open(path + ".part", "w", encoding="utf-8") as part:
            json.dump({
                "envelope_from": envelope.mail_from,
                "to": envelope.rcpt_tos[0],
                "name": sender.display_name,
                "from": sender.addr_spec,
                "subject": message["Subject"],
                "body": message.get_content(),
                "headers": {name.lower(): str(value) for name, value in message.items()},
                "defects": [str(defect) for defect in message.defects]
                + [str(defect) for value in message.values() for defect in value.defects],
                "longest_line": max(len(line) for line in envelope.original_content.split(b"\r\n")),
                "bare_line_ends": envelope.original_content.replace(b"\r\n", b"").count(b"\n"),
            }, part)
        os.rename(path + ".part", path + ".json")
        return "250 2.0.0 Taken as number %d" % self.taken


def nobody(server, session, envelope, mechanism, data):
    return AuthResult(success=False, handled=False, message="535 5.7.8 Wrong user name or password")


async def main():
    loop = asyncio.get_running_loop()
    handler = Handler()
    options = {"hostname": "mail.test", "timeout": LONGEST}
    if "password-refused" in ASKED:
        options.update(authenticator=nobody, auth_required=True, auth_require_tls=False)
    server = await loop.create_server(lambda: SMTP(handler, **options), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    try:
        await asyncio.wait_for(loop.run_in_executor(None, sys.stdin.read), LONGEST)
    finally:
        # Without waiting for anybody who stalls.
        os._exit(0)


asyncio.run(main())
