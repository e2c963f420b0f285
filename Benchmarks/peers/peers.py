"""Runs the same jobs with Python's `eventsourcing` and with `repair-bench peers`, round by round.

Called by `run`, which installs the library: peers.py BENCH FOLDER EVENTS ROUNDS
"""

import importlib.metadata
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from datetime import datetime, timezone
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

BATCH = 1_000


class Ticket(Aggregate):
    """A ticket with the eight events of an ordinary repair, written as the library's guide does."""

    @event("TicketSubmitted")
    def __init__(self, campus, category, description, place, contact, channel):
        self.phase = "submitted"
        self.campus = campus
        self.category = category
        self.description = description
        self.place = place
        self.contact = contact
        self.channel = channel
        self.notes = []

    @event("TicketAccepted")
    def accept(self, priority):
        self.phase = "accepted"
        self.priority = priority

    @event("WorkerDispatched")
    def dispatch(self, worker, assignment):
        self.phase = "dispatched"
        self.worker = worker
        self.assignment = assignment

    @event("WorkAcknowledged")
    def acknowledge(self):
        self.phase = "acknowledged"

    @event("WorkStarted")
    def start_work(self):
        self.phase = "working"

    @event("WorkCompleted")
    def complete(self, cause, work_done, outcome):
        self.phase = "completed"
        self.cause = cause
        self.work_done = work_done
        self.outcome = outcome

    @event("ResultConfirmed")
    def confirm(self):
        self.phase = "confirmed"

    @event("TicketEvaluated")
    def evaluate(self, result, efficiency, text):
        self.phase = "evaluated"
        self.result = result
        self.efficiency = efficiency
        self.evaluation = text

    def add_note(self, text):
        if self.phase == "cancelled":
            raise ValueError("a cancelled ticket takes no notes")
        self.note_added(text)

    @event("NoteAdded")
    def note_added(self, text):
        self.notes.append(text)


def life(number):
    """A ticket with its eight events pending; the same texts as `BenchEvent.life`."""
    ticket = Ticket(
        campus="north",
        category="plumbing",
        description="水管漏水，卫生间地面有积水 (7)",
        place={"code": "dorm-5", "address": f"5栋 {number}室"},
        contact={"name": "联系人", "phone": "13800000000"},
        channel="app",
    )
    ticket.accept(priority=3)
    ticket.dispatch(worker="w-7", assignment=1)
    ticket.acknowledge()
    ticket.start_work()
    ticket.complete(cause="密封圈老化", work_done="更换密封圈并试水，无渗漏", outcome="fixed")
    ticket.confirm()
    ticket.evaluate(result=5, efficiency=4, text="很快，谢谢师傅")
    return ticket


class Store:
    """A new application of the library on a file of its own."""

    def __init__(self, folder, name):
        self.path = os.path.join(folder, name)
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(self.path + suffix):
                os.remove(self.path + suffix)
        self.app = Application(
            env={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": self.path,
            }
        )
        with self.app.recorder.datastore.transaction(commit=False) as cursor:
            cursor.execute("PRAGMA synchronous")
            if cursor.fetchone()[0] != 2:
                sys.exit("Error: the library does not write at synchronous=FULL")

    def stored(self, tickets):
        """The events of new tickets, ready to be written."""
        return [
            self.app.mapper.to_stored_event(made)
            for number in range(tickets)
            for made in life(number).collect_events()
        ]

    def insert(self, events, batch):
        for start in range(0, len(events), batch):
            self.app.recorder.insert_events(events[start : start + batch])

    def close(self):
        self.app.close()


def timed(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def scattered(events):
    """Rows of a thousand streams interleaved, as `BenchLog.make` writes them."""
    found = []
    for start in range(0, len(events), 8_000):
        block = events[start : start + 8_000]
        for step in range(8):
            found.extend(block[step::8])
    return found


def order(streams):
    seed = 7
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        yield (seed >> 33) % streams


def appends(folder, count, batch):
    store = Store(folder, "append.db")
    events = store.stored((count + 7) // 8)[:count]
    took = timed(lambda: store.insert(events, batch))
    store.close()
    return count / took


class Large:
    """The large log, made once; commands go on at its end."""

    def __init__(self, folder, events):
        self.store = Store(folder, "large.db")
        stored = self.store.stored(events // 8)
        self.ids = [stored[index].originator_id for index in range(0, len(stored), 8)]
        self.bytes = sum(len(made.state) for made in stored) / len(stored)
        self.store.insert(scattered(stored), BATCH)

    def commands(self):
        app, count, pick = self.store.app, 1_000, order(len(self.ids))

        def run():
            for _ in range(count):
                ticket = app.repository.get(self.ids[next(pick)])
                ticket.add_note(text="checked again, all dry")
                app.save(ticket)

        return count / timed(run)

    def stream_reads(self):
        app, count, pick = self.store.app, 5_000, order(len(self.ids))

        def run():
            for _ in range(count):
                app.repository.get(self.ids[next(pick)])

        return count / timed(run)

    def replay(self):
        app, read = self.store.app, 0

        def run():
            nonlocal read
            tickets: dict[UUID, Ticket] = {}
            start = 1
            while page := app.recorder.select_notifications(start, limit=BATCH):
                for notification in page:
                    made = app.mapper.to_domain_event(notification)
                    tickets[made.originator_id] = made.mutate(
                        tickets.get(made.originator_id)
                    )
                read += len(page)
                start = page[-1].id + 1

        took = timed(run)
        return read / took

    def close(self):
        self.store.close()


def engine(bench, folder, events):
    """One round of our own jobs: {job: (ours, C)} a second."""
    kept = os.path.join(folder, "engine")
    output = subprocess.run(
        [bench, "peers", "--tsv", "--rounds", "1", "--events", str(events), "--keep", kept],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    rows = (line.split("\t") for line in output.splitlines())
    return {name: (float(ours), float(raw)) for name, ours, raw in rows}


def payload_bytes(folder):
    with sqlite3.connect(os.path.join(folder, "engine", "large.db")) as log:
        return log.execute("SELECT avg(length(CAST(payload AS BLOB))) FROM event").fetchone()[0]


def machine():
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            names = [line.split(":")[1].strip() for line in info if "model name" in line]
            model = names[0] if names else model
    load = ", load {:.1f}".format(os.getloadavg()[0])
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}{load}"


def said(rate):
    return f"{rate / 1e6:.2f} M/s" if rate >= 1e6 else f"{rate / 1e3:.1f} k/s"


def main():
    bench, folder, events, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    events = max(8_000, events // 8 * 8)
    print("making the logs", file=sys.stderr)
    large = Large(folder, events)
    jobs = {
        "append, 1 event a transaction": lambda: appends(folder, 2_000, 1),
        "append, 3 events a transaction": lambda: appends(folder, 3_000, 3),
        "append in bulk, 1,000 a transaction": lambda: appends(
            folder, min(events, 100_000), BATCH
        ),
        "command: get, decide, save": large.commands,
        "streams of 8 events read, each": large.stream_reads,
        "replay": large.replay,
    }
    found = {job: [] for job in jobs}
    # The first round warms every file up and is not counted.
    for round_number in range(rounds + 1):
        print(f"round {round_number} of {rounds}", file=sys.stderr)
        ours = engine(bench, folder, events)
        for job, run in jobs.items():
            peer = run()
            if round_number > 0:
                found[job].append((*ours[job], peer))
    large.close()

    version = importlib.metadata.version("eventsourcing")
    print(machine())
    print(
        f"{datetime.now(timezone.utc):%Y-%m-%d}, Python {platform.python_version()}, "
        f"eventsourcing {version} on SQLite {sqlite3.sqlite_version}, "
        f"a log of {events:,} events, medians of {rounds} rounds\n"
    )
    columns = ("{:<38}{:>12}{:>16}{:>8}{:>12}{:>8}").format
    print(columns("a second", "this engine", "eventsourcing", "times", "plain C", "of C"))
    for job, rows in found.items():
        ours, raw, peer = (statistics.median(column) for column in zip(*rows))
        times = statistics.median(row[0] / row[2] for row in rows)
        of_c = statistics.median(row[0] / row[1] for row in rows)
        print(columns(job, said(ours), said(peer), f"{times:.1f}", said(raw), f"{of_c:.2f}"))
    print(
        f"""
All write at synchronous=FULL in WAL mode, on one thread, events made before the clock starts.
What is not like for like:
- This engine also writes tags with every event of the kinds that have them, and in the first two
  rows and the fourth an idempotency key; it checks versions itself. Plain C inserts the event rows
  and does nothing else, except for commands, where it reads and writes what this engine does.
- In eventsourcing the first three rows call its recorder with events already encoded, which is
  its fastest way in; an application saves through more layers. Its stream keys are random UUIDs,
  as its aggregates make them; ours are short names in the order of submission.
- Its events are {large.bytes:.0f} bytes each as it stores them, names of classes and times included; ours
  are {payload_bytes(folder):.0f} bytes of payload beside fifteen columns.
- A replay decodes each event and folds it into its ticket in both; plain C reads all columns of
  each row and decodes nothing. Likewise for streams.
- A command of this engine also judges roles, phases and policy; the peer's here tests one phase."""
    )


main()
