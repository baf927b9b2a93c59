"""The lock that is given in the order it was asked for."""

import time
from threading import Thread

from storage.database import FifoLock
from tests.patience import PATIENCE


def waiting(lock: FifoLock, number: int) -> None:
    while len(lock._waiting) < number:  # noqa: SLF001 - who stands in the queue
        time.sleep(0.001)


def test_the_lock_is_handed_over_in_order() -> None:
    lock, order = FifoLock(), []

    def take(who: int) -> None:
        assert lock.acquire(PATIENCE)
        order.append(who)
        lock.release()

    assert lock.acquire(0)
    threads = [Thread(target=take, args=(who,)) for who in range(16)]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        waiting(lock, number)
    lock.release()
    for thread in threads:
        thread.join(PATIENCE)
    assert order == list(range(16))
    assert lock.acquire(0)


def test_who_waited_too_long_leaves_the_queue_to_the_others() -> None:
    lock, got = FifoLock(), []
    assert lock.acquire(0)
    impatient = Thread(target=lambda: got.append(("impatient", lock.acquire(0.05))))
    patient = Thread(target=lambda: got.append(("patient", lock.acquire(PATIENCE))))
    impatient.start()
    while not (lock._waiting or got):  # noqa: SLF001 - on a busy machine it may have come and gone
        time.sleep(0.001)
    patient.start()
    impatient.join(PATIENCE)
    assert got == [("impatient", False)]
    lock.release()
    patient.join(PATIENCE)
    assert got == [("impatient", False), ("patient", True)]
    started = time.monotonic()
    assert not lock.acquire(0.1)
    assert 0.1 <= time.monotonic() - started < PATIENCE
