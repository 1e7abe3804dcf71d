"""Named accounts of a workbench, with their sessions and the tokens of their programs, in one small SQLite file.

Nobody can sign in with what the file contains: passwords are hashed by argon2; of sessions and tokens, which are long
and random, only the SHA-256 is kept. The file is read for each request, so what `glossary user` changes holds from the
next request on.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from glossary.errors import GlossaryError, InvalidOption
from glossary.people.database import Database
from glossary.people.passwords import hashed, is_right
from glossary.people.roles import ROLES, Role

__all__ = ["FILE", "Account", "Accounts", "Token"]

FILE = "_accounts.sqlite"
"""Within the glossary's folder, where no other path is given."""
IDLE = 12 * 3600
"""Seconds without a request after which a session ends."""
LONGEST = 30 * 24 * 3600
"""Seconds after which a session ends in any case."""
TOUCHED = 600
"""Precision, in seconds, with which the time of the last request is kept."""
LONGEST_NAME = 80

_TABLES = """
CREATE TABLE IF NOT EXISTS accounts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    password TEXT, identity TEXT UNIQUE, added REAL NOT NULL);
CREATE TABLE IF NOT EXISTS sessions (
    mark TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    begun REAL NOT NULL, used REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    id TEXT PRIMARY KEY, mark TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
    label TEXT NOT NULL, made REAL NOT NULL);
"""
_COLUMNS = "accounts.id, accounts.name, accounts.role, accounts.password IS NOT NULL, accounts.identity, accounts.added"


@dataclass(frozen=True, slots=True)
class Account:
    """A person who may sign in; `id` stays the same for good and is never given to another."""

    id: str
    name: str
    role: Role
    has_password: bool
    identity: str | None
    """The address or subject by which the organization's own sign-in names this person."""
    added: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a person's program, without its secret."""

    id: str
    label: str
    made: float


def clean_name(name: str) -> str:
    """A name on one line, with its white space made regular. Raises InvalidOption where it is empty or too long.

    >>> clean_name("  Li\\u00a0 Wei ")
    'Li Wei'
    """
    clean = " ".join(unicodedata.normalize("NFKC", name).split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise InvalidOption("{name!r} is no name of a person", remedy="use 1 to 80 letters on one line", name=name[:80])
    return clean


class Accounts:
    """The accounts in a file, which is made with the first one.

    >>> import tempfile
    >>> accounts = Accounts(Path(tempfile.mkdtemp(), FILE))
    >>> accounts.exist()
    False
    >>> li = accounts.add("Li Wei", role="translator", password="four words are enough")
    >>> session = accounts.begin(accounts.check("li wei", "four words are enough"))
    >>> accounts.of_session(session).name, accounts.end(session), accounts.of_session(session)
    ('Li Wei', None, None)
    """

    def __init__(self, file: Path) -> None:
        self._database = Database(file, _TABLES, _unreadable, foreign_keys=True)

    def exist(self) -> bool:
        """Whether there is any account. Raises GlossaryError where the file cannot be read, so that nobody gets in by
        that.
        """
        if not self._database.exists:
            return False
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM accounts LIMIT 1").fetchone() is not None

    def all(self) -> list[Account]:
        """Every account, by name."""
        if not self._database.file.exists():
            return []
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {_COLUMNS} FROM accounts ORDER BY folded")  # noqa: S608
            return [_account(row) for row in rows]

    def find(self, name: str) -> Account:
        """The account with this name, in either case. Raises InvalidOption where there is none."""
        found = self._account_by("folded", _folded(name)) if self._database.file.exists() else None
        if found is None:
            raise InvalidOption(
                "there is no account {name!r}", remedy="see them with: glossary user list", name=name[:80]
            )
        return found

    def get(self, id: str) -> Account | None:
        """The account with this id; None where it was removed."""
        return self._account_by("id", id)

    def by_identity(self, identity: str) -> Account | None:
        """The account with this identity in the organization's own sign-in."""
        return self._account_by("identity", identity)

    def add(self, name: str, *, role: Role, password: str | None, identity: str | None = None) -> Account:
        """Make an account. Raises InvalidOption where the name is taken, or the password too short."""
        name = clean_name(name)
        secret = None if password is None else hashed(password)
        id = "p" + secrets.token_hex(8)
        try:
            with self._database.writing() as connection:
                connection.execute(
                    "INSERT INTO accounts (id, name, folded, role, password, identity, added) VALUES (?,?,?,?,?,?,?)",
                    (id, name, _folded(name), _role(role), secret, identity, time.time()),
                )
        except sqlite3.IntegrityError as error:
            raise InvalidOption(
                "there is an account {name!r} already, or one with this identity",
                remedy="choose another name",
                name=name,
            ) from error
        found = self.get(id)
        assert found is not None
        return found

    def remove(self, account: Account) -> None:
        """Take an account away, with its sessions and tokens. Raises InvalidOption for the only administrator of others."""
        with self._database.writing() as connection:
            self._keep_an_administrator(connection, account)
            connection.execute("DELETE FROM accounts WHERE id = ?", (account.id,))

    def set_role(self, account: Account, role: Role) -> None:
        """Give another role, which holds from the next request on."""
        with self._database.writing() as connection:
            if role != "administrator":
                self._keep_an_administrator(connection, account)
            connection.execute("UPDATE accounts SET role = ? WHERE id = ?", (_role(role), account.id))

    def set_password(self, account: Account, password: str, *, but: str | None = None) -> None:
        """Give another password; all sessions end, but the one with this secret."""
        secret = hashed(password)
        with self._database.writing() as connection:
            connection.execute("UPDATE accounts SET password = ? WHERE id = ?", (secret, account.id))
            kept = _mark(but) if but else ""
            connection.execute("DELETE FROM sessions WHERE account = ? AND mark != ?", (account.id, kept))

    def check(self, name: str, password: str) -> Account | None:
        """The account with this name and password, else None; it takes as long for names that do not exist."""
        account = self._account_by("folded", _folded(name))
        stored = None
        if account is not None:
            with self._database.reading() as connection:
                row = connection.execute("SELECT password FROM accounts WHERE id = ?", (account.id,)).fetchone()
                stored = row[0] if row else None
        return account if is_right(password, stored) else None

    def begin(self, account: Account | None) -> str:
        """Begin a session; returns its secret, for the cookie."""
        assert account is not None
        secret, now = secrets.token_urlsafe(32), time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE used < ? OR begun < ?", (now - IDLE, now - LONGEST))
            connection.execute("INSERT INTO sessions VALUES (?, ?, ?, ?)", (_mark(secret), account.id, now, now))
        return secret

    def of_session(self, secret: str) -> Account | None:
        """The account that a session belongs to; None where the session has ended."""
        now, mark = time.time(), _mark(secret)
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS}, used FROM sessions JOIN accounts ON accounts.id = account "  # noqa: S608
                "WHERE mark = ? AND used > ? AND begun > ?",
                (mark, now - IDLE, now - LONGEST),
            ).fetchone()
        if row is not None and now - row[-1] > TOUCHED:
            with self._database.writing() as connection:
                connection.execute("UPDATE sessions SET used = ? WHERE mark = ?", (now, mark))
        return None if row is None else _account(row)

    def end(self, secret: str) -> None:
        """End a session, for every copy of its cookie."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE mark = ?", (_mark(secret),))

    def make_token(self, account: Account, label: str) -> str:
        """Make a token for a program of this person; it is shown only once."""
        secret = "dz-" + secrets.token_urlsafe(32)
        row = (secrets.token_hex(4), _mark(secret), account.id, " ".join(label.split())[:LONGEST_NAME], time.time())
        with self._database.writing() as connection:
            connection.execute("INSERT INTO tokens (id, mark, account, label, made) VALUES (?,?,?,?,?)", row)
        return secret

    def tokens(self, account: Account) -> list[Token]:
        """The tokens of a person, latest first."""
        with self._database.reading() as connection:
            asked = "SELECT id, label, made FROM tokens WHERE account = ? ORDER BY made DESC"
            return [Token(*row) for row in connection.execute(asked, (account.id,))]

    def revoke(self, account: Account, token: str) -> bool:
        """Revoke a token; returns whether there was one."""
        with self._database.writing() as connection:
            asked = "DELETE FROM tokens WHERE account = ? AND id = ?"
            return bool(connection.execute(asked, (account.id, token)).rowcount)

    def of_token(self, secret: str) -> Account | None:
        """The account that a token belongs to."""
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {_COLUMNS} FROM tokens JOIN accounts ON accounts.id = account WHERE mark = ?",  # noqa: S608
                (_mark(secret),),
            ).fetchone()
        return None if row is None else _account(row)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def _account_by(self, column: str, value: str) -> Account | None:
        with self._database.reading() as connection:
            asked = f"SELECT {_COLUMNS} FROM accounts WHERE {column} = ?"  # noqa: S608
            row = connection.execute(asked, (value,)).fetchone()
        return None if row is None else _account(row)

    def _keep_an_administrator(self, connection: sqlite3.Connection, account: Account) -> None:
        asked = "SELECT count(*), sum(role = 'administrator') FROM accounts WHERE id != ?"
        others, administrators = connection.execute(asked, (account.id,)).fetchone()
        if account.role == "administrator" and others and not administrators:
            raise InvalidOption(
                "{name} is the only administrator", remedy="make somebody else one first", name=account.name
            )


def _unreadable(file: Path, reason: str) -> GlossaryError:
    return GlossaryError(
        "the accounts cannot be read or written: {reason}",
        where=file,
        remedy="restore the file from a backup",
        code="accounts_unreadable",
        reason=reason,
    )


def _mark(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _folded(name: str) -> str:
    # A lone surrogate is in no name, but may be in what somebody sends.
    known = name.encode("utf-8", "replace").decode()
    return " ".join(unicodedata.normalize("NFKC", known).casefold().split())


def _role(role: str) -> str:
    if role not in ROLES:
        raise InvalidOption(
            "there is no role {role!r}", remedy="choose one of {roles}", role=role, roles=", ".join(ROLES)
        )
    return role


def _account(row: tuple[object, ...]) -> Account:
    id, name, role, has_password, identity, added = row[:6]
    return Account(str(id), str(name), role, bool(has_password), identity, added)  # type: ignore[arg-type]
