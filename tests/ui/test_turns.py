"""Are pages drawn a few at a time, in order, and does nobody who takes long keep the others waiting?"""

from __future__ import annotations

import threading
import time

from ui.turns import Turns


def all_of(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()


def test_two_at_a_time_and_first_come_first():
    turns, inside, most, order = Turns(2, quick=60, patience=60), 0, 0, []
    lock, begin = threading.Lock(), threading.Event()

    def page(number: int) -> None:
        nonlocal inside, most
        with turns.taken():
            with lock:
                inside += 1
                most = max(most, inside)
                order.append(number)
            begin.wait(20)
            time.sleep(0.005)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=page, args=(number,)) for number in range(12)]
    for number, thread in enumerate(threads):
        thread.start()
        while len(turns._waiting) + len(turns._inside) < number + 1:
            time.sleep(0.001)
    assert sorted(order) == [0, 1]  # the others stand in line
    begin.set()
    for thread in threads:
        thread.join(20)
    assert most == 2
    # Two that are let in together may come to note it either way round.
    assert all(abs(place - number) <= 1 for place, number in enumerate(order))


def test_who_takes_long_counts_no_more():
    turns, gone = Turns(1, quick=0.05, patience=60), threading.Event()

    def slow() -> None:
        with turns.taken():
            gone.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    while not turns._inside:
        time.sleep(0.001)
    began = time.monotonic()
    with turns.taken():
        assert not gone.is_set()
    assert time.monotonic() - began < 5
    gone.set()
    thread.join(20)


def test_nobody_waits_beyond_patience_and_an_error_gives_the_turn_back():
    turns = Turns(1, quick=60, patience=0.1)
    with turns.taken():
        all_of([threading.Thread(target=lambda: turns.taken().__enter__()) for _ in range(3)])
    turns = Turns(1, quick=60, patience=60)
    for _ in range(3):
        try:
            with turns.taken():
                raise OSError
        except OSError:
            pass
    with turns.taken():
        assert len(turns._inside) == 1
