"""The tables as text, so that a store can be made, opened and read without loading SQLModel.

`tables.py` has the same tables as models for writing; a test holds the two together. What the ledger needs
almost never changes; the projection is dropped and rebuilt whenever `PROJECTION_VERSION` does.
"""

PROJECTION_VERSION = "23"
"""Raise it whenever the fold, the projection's columns or its indexes change: stores then rebuild theirs."""

LEDGER = (
    """CREATE TABLE meta (
        key TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE migration (
        number INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        applied_at TEXT NOT NULL
    )""",
    """CREATE TABLE entry (
        replica_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        stream TEXT NOT NULL,
        subject_id TEXT NOT NULL,
        kind TEXT NOT NULL,
        v INTEGER NOT NULL,
        hlc TEXT NOT NULL,
        wall_at TEXT NOT NULL,
        tz_min INTEGER NOT NULL,
        person_id TEXT NOT NULL,
        role TEXT NOT NULL,
        policy TEXT NOT NULL,
        seen TEXT NOT NULL,
        salt TEXT,
        payload TEXT,
        payload_hash TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        entry_hash TEXT NOT NULL,
        received_at TEXT NOT NULL,
        PRIMARY KEY (replica_id, seq)
    )""",  # with its rowid: without, whatever of a row is over a quarter of a page takes a page of its own
    "CREATE INDEX entry_by_subject ON entry (subject_id, hlc, replica_id, seq)",
    """CREATE TABLE redaction (
        replica_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        policy TEXT NOT NULL,
        person_id TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (replica_id, seq)
    ) WITHOUT ROWID""",
    """CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry
    WHEN NEW.payload IS NOT NULL OR NEW.salt IS NOT NULL
        OR NEW.replica_id IS NOT OLD.replica_id OR NEW.seq IS NOT OLD.seq OR NEW.stream IS NOT OLD.stream
        OR NEW.subject_id IS NOT OLD.subject_id OR NEW.kind IS NOT OLD.kind OR NEW.v IS NOT OLD.v
        OR NEW.hlc IS NOT OLD.hlc OR NEW.wall_at IS NOT OLD.wall_at OR NEW.tz_min IS NOT OLD.tz_min
        OR NEW.person_id IS NOT OLD.person_id OR NEW.role IS NOT OLD.role OR NEW.policy IS NOT OLD.policy
        OR NEW.seen IS NOT OLD.seen OR NEW.payload_hash IS NOT OLD.payload_hash
        OR NEW.prev_hash IS NOT OLD.prev_hash OR NEW.entry_hash IS NOT OLD.entry_hash
        OR NEW.received_at IS NOT OLD.received_at
        OR NOT EXISTS (SELECT 1 FROM redaction WHERE replica_id = OLD.replica_id AND seq = OLD.seq)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    """CREATE TABLE draft (
        draft_id TEXT NOT NULL PRIMARY KEY,
        callback_id TEXT NOT NULL,
        person_id TEXT NOT NULL,
        form TEXT NOT NULL,
        updated_at TEXT NOT NULL
    )""",
    "CREATE INDEX draft_by_callback ON draft (callback_id, updated_at)",
    """CREATE TABLE saved_draft (
        draft_id TEXT NOT NULL PRIMARY KEY,
        callback_id TEXT NOT NULL,
        saved_at TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE access_log (
        n INTEGER NOT NULL PRIMARY KEY,
        at TEXT NOT NULL,
        person_id TEXT NOT NULL,
        action TEXT NOT NULL,
        callback_id TEXT,
        detail TEXT NOT NULL,
        prev_hash TEXT NOT NULL,
        hash TEXT NOT NULL
    )""",
    """CREATE TRIGGER access_log_stays BEFORE DELETE ON access_log
    BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END""",
    """CREATE TRIGGER access_log_unchanged BEFORE UPDATE ON access_log
    BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END""",
)
"""The first migration."""

CARRIED = (
    """CREATE TABLE carried (
        replica_id TEXT NOT NULL,
        seq INTEGER NOT NULL,
        entry_hash TEXT NOT NULL,
        new_replica_id TEXT NOT NULL,
        new_seq INTEGER NOT NULL,
        PRIMARY KEY (replica_id, seq, entry_hash)
    ) WITHOUT ROWID""",
    "DROP TRIGGER entry_stays",
    """CREATE TRIGGER entry_stays BEFORE DELETE ON entry
    WHEN NOT EXISTS (
        SELECT 1 FROM carried JOIN entry AS copy
            ON copy.replica_id = carried.new_replica_id AND copy.seq = carried.new_seq
        WHERE carried.replica_id = OLD.replica_id AND carried.seq = OLD.seq AND carried.entry_hash = OLD.entry_hash
    )
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
)
"""The second migration: where lines carry on that two copies of one desk wrote under the same numbers."""

SLIM = (
    "DROP INDEX entry_by_subject",
    "CREATE INDEX entry_by_subject ON entry (subject_id)",
)
"""The third migration. A subject's lines are few and are sorted when they are read; to keep their order in the index
too made it twice as large, and of every line that comes in one of its pages is written."""

PROJECTION_TABLES = ("callback", "contact_key", "card")

PROJECTION = (
    """CREATE TABLE callback (
        callback_id TEXT NOT NULL PRIMARY KEY,
        unpinned INTEGER NOT NULL,
        attention_rank INTEGER NOT NULL,
        due_at TEXT NOT NULL,
        contacts_rank INTEGER NOT NULL,
        is_open INTEGER NOT NULL,
        standing TEXT NOT NULL,
        patient TEXT,
        phone TEXT,
        lane TEXT NOT NULL,
        channel TEXT NOT NULL,
        language TEXT,
        attention TEXT,
        received_at TEXT NOT NULL,
        target_at TEXT NOT NULL,
        contacts INTEGER NOT NULL,
        attempts INTEGER NOT NULL,
        next_action TEXT NOT NULL,
        owner TEXT NOT NULL,
        owner_until TEXT,
        fallback_owner TEXT,
        further TEXT,
        escalated_to TEXT,
        acknowledged INTEGER,
        attention_pending INTEGER NOT NULL,
        maybe_resolved INTEGER NOT NULL,
        referral_status TEXT,
        missing TEXT,
        lacking TEXT,
        review TEXT,
        reviewer TEXT,
        hold_reason TEXT,
        waiting INTEGER NOT NULL,
        closed_at TEXT,
        close_result TEXT,
        stated INTEGER NOT NULL,
        thread TEXT,
        follows TEXT,
        claimed_at_once TEXT,
        excepted INTEGER NOT NULL,
        last_contact_at TEXT,
        card_id TEXT,
        person_key TEXT,
        birth_date TEXT,
        only_referral INTEGER NOT NULL,
        needs TEXT,
        search TEXT NOT NULL
    )""",
    """CREATE TABLE contact_key (
        contact_key TEXT NOT NULL PRIMARY KEY,
        callback_id TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE card (
        card_id TEXT NOT NULL PRIMARY KEY,
        person_key TEXT,
        has_record INTEGER NOT NULL,
        flag TEXT,
        language TEXT
    ) WITHOUT ROWID""",
)

PROJECTION_INDEXES = {
    # In the queue's own order, with what a find looks in: a find reads nothing else.
    "callback_queue": """CREATE INDEX callback_queue ON callback
        (unpinned, attention_rank, due_at, contacts_rank, received_at, callback_id, search) WHERE is_open = 1""",
    # The small views: few rows among many, found without walking the queue.
    "callback_standing": "CREATE INDEX callback_standing ON callback (standing)"
    " WHERE is_open = 1 AND standing <> 'open'",
    "callback_claimed": "CREATE INDEX callback_claimed ON callback (owner) WHERE is_open = 1 AND owner LIKE 'person:%'",
    "callback_stand_in": "CREATE INDEX callback_stand_in ON callback (fallback_owner)"
    " WHERE is_open = 1 AND fallback_owner LIKE 'person:%'",
    "callback_due": "CREATE INDEX callback_due ON callback (due_at) WHERE is_open = 1",
    "callback_closed": "CREATE INDEX callback_closed ON callback (closed_at) WHERE is_open = 0",
    "callback_excepted": "CREATE INDEX callback_excepted ON callback (callback_id) WHERE excepted = 1",
    "callback_phone": "CREATE INDEX callback_phone ON callback (phone) WHERE phone IS NOT NULL",
    "callback_card": "CREATE INDEX callback_card ON callback (card_id) WHERE card_id IS NOT NULL",
    "callback_person": "CREATE INDEX callback_person ON callback (person_key) WHERE person_key IS NOT NULL",
    "card_person": "CREATE INDEX card_person ON card (person_key) WHERE person_key IS NOT NULL",
    "card_flagged": "CREATE INDEX card_flagged ON card (flag) WHERE flag IS NOT NULL",
    "callback_thread": "CREATE INDEX callback_thread ON callback (thread) WHERE thread IS NOT NULL",
}
