"""A worker that dies right after the mail server has taken its letter.

python -m tests.delivery.dying DATA_DIR PORT
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from kb.delivery.means import Means
from kb.delivery.outbox import Outbox
from kb.delivery.post import MailCarrier
from kb.store.address import address
from kb.store.database import Store
from tests.delivery.conftest import NOW, mail_server, post
from tests.delivery.sink import Sink


def main() -> None:
    """Never returns when a delivery is due."""
    store = Store(address(None, Path(sys.argv[1])), connections=2)
    carrier = MailCarrier(post(store), mail_server(Sink(port=int(sys.argv[2]))))

    def carry_and_die(delivery: str) -> None:
        carrier(delivery)
        os.kill(os.getpid(), signal.SIGKILL)

    Outbox(store, {Means.SMTP: carry_and_die}, lambda: NOW).send_due()


if __name__ == "__main__":
    main()
