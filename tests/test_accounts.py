"""Named accounts: who may come in, under which name, and what each role may do."""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from forked import command

from glossary.errors import InvalidOption
from glossary.people.accounts import FILE, Accounts
from glossary.people.roles import ROLES
from glossary.store.glossary import Glossary
from glossary.types import Concept, Term
from glossary.web.app import create_app
from glossary.web.rights import ROUTES, needed
from glossary.web.settings import Settings

LOCAL = "http://127.0.0.1:8765"
WORDS = "four words are enough"


@pytest.fixture(scope="module")
def glossary(tmp_path_factory) -> Path:
    """A glossary with two proposals, and an account of each role, named for it."""
    folder = tmp_path_factory.mktemp("accounts") / "g"
    Glossary.open(folder, create=True).add(
        [
            Concept("unido", (Term("工发组织", "zh"), Term("UNIDO", "en"))),
            Concept("gef", (Term("全环基金", "zh"), Term("GEF", "en"))),
        ],
        by="builder",
    )
    accounts = Accounts(folder / FILE)
    for role in ROLES:
        accounts.add(role, role=role, password=WORDS)
    return folder


def browser(glossary: Path, name: str | None = None, **settings: object) -> TestClient:
    app = create_app(Settings(glossary=glossary, **settings))  # type: ignore[arg-type]
    made = TestClient(app, base_url=LOCAL, follow_redirects=False)
    if name:
        assert made.post("/sign-in", data={"name": name, "password": WORDS}).status_code == 303
    return made


def address(path: str) -> str:
    """An address that the route with this path takes, of something that is not there."""
    for name, value in (("{thread:int}", "9"), ("{action}", "resolve")):
        path = path.replace(name, value)
    return re.sub(r"\{[^}]*\}", "none", path)


def every_route(app) -> set[tuple[str, str]]:
    found = set()
    pending = list(app.routes)
    while pending:
        route = pending.pop()
        inner = getattr(route, "original_router", None)
        if inner is not None:
            pending += inner.routes
        elif type(route).__name__ == "Mount":
            found.add(("GET", f"{route.path}/{{path:path}}"))
        else:
            found |= {(method, route.path) for method in route.methods or {"POST"} if method not in ("HEAD", "OPTIONS")}
    return found


def test_the_table_names_every_route_of_the_application_and_no_other(glossary):
    table = [(method, path) for method, path, _ in ROUTES]
    assert len(table) == len(set(table))
    assert set(table) == every_route(create_app(Settings(glossary=glossary)))


def test_whoever_has_not_signed_in_gets_at_nothing_but_what_is_open(glossary):
    with browser(glossary) as stranger:
        for method, path, right in ROUTES:
            answer = stranger.request(method, address(path))
            if right != "open":
                assert answer.status_code == 401, (method, path)
            else:
                assert answer.status_code != 401, (method, path)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_is_refused_what_is_above_it_and_only_that(glossary, role):
    from glossary.people.roles import may

    with browser(glossary, role) as app:  # one loop of events for all requests
        for method, path, right in ROUTES:
            if path == "/sign-out" or right == "open":
                continue
            # Nothing that is asked for here is there, so what is let through changes nothing.
            answer = app.request(method, address(path))
            assert (answer.status_code == 403) == (not may(role, right)), (method, path, answer.status_code)


@pytest.mark.parametrize("role", ROLES)
def test_a_token_has_the_rights_of_its_persons_role_and_no_others(glossary, role):
    from glossary.people.roles import may

    accounts = Accounts(glossary / FILE)
    token = accounts.make_token(accounts.find(role), "script")
    program, headers = browser(glossary), {"authorization": f"Bearer {token}"}
    for method, path, right in ROUTES:
        if path.startswith(("/api", "/mcp")):
            answer = program.request(method, address(path), headers=headers)
            assert (answer.status_code == 403) == (not may(role, right)), (method, path, answer.status_code)
    accounts.revoke(accounts.find(role), accounts.tokens(accounts.find(role))[0].id)
    assert program.get("/api/glossary", headers=headers).status_code == 401


def test_a_route_that_the_table_does_not_know_is_refused_to_everybody(glossary):
    app = create_app(Settings(glossary=glossary))

    @app.get("/api/new-thing")
    def new_thing() -> str:
        return "secret"

    administrator = TestClient(app, base_url=LOCAL, follow_redirects=False)
    administrator.post("/sign-in", data={"name": "administrator", "password": WORDS})
    assert administrator.get("/api/new-thing").status_code == 403
    assert administrator.get("/api/nothing").status_code == 404
    assert needed("POST", "/entry/a/edit/approve") == "decide"


def test_a_translator_proposes_and_does_not_approve(glossary):
    translator = browser(glossary, "translator")
    terms = {"terms": [{"text": "绿色氢", "language": "zh"}, {"text": "green hydrogen", "language": "en"}]}
    assert translator.post("/api/entries", json=terms | {"approved": True}).status_code == 403
    made = translator.post("/api/entries", json=terms | {"by": "Somebody Else"})
    assert made.status_code == 201
    assert made.json()["status"] == "proposed"
    assert Glossary.open(glossary).history(made.json()["id"])[0].commit.by == "translator"
    form = {"term_text": ["绿氢", "x"], "term_language": ["zh", "en"], "term_type": ["", ""], "term_status": ["", ""]}
    form |= {"term_was": ["", ""], "then": "approve"}
    assert translator.post("/new", data=form).status_code == 403


def test_the_name_of_a_change_is_the_accounts_and_not_a_cookies(glossary):
    decider = browser(glossary, "terminologist")
    decider.cookies.set("name", "Somebody%20Else")
    id = "unido"
    expected = Glossary.open(glossary).get(id).modified.isoformat()
    assert decider.post("/review/decide", data={"id": id, "action": "approve", "expected": expected}).status_code == 200
    assert Glossary.open(glossary).history(id)[0].commit.by == "terminologist"


def test_a_decision_of_a_page_that_another_account_left_open_is_refused(glossary):
    decider = browser(glossary, "administrator")
    expected = Glossary.open(glossary).get("gef").modified.isoformat()
    data = {"id": "gef", "action": "approve", "expected": expected}
    refused = decider.post("/review/decide", data=data, headers={"duizhao-account": "p0123456789abcdef"})
    assert refused.status_code == 401
    assert Glossary.open(glossary).get("gef").status == "proposed"
    mine = Accounts(glossary / FILE).find("administrator").id
    assert decider.post("/review/decide", data=data, headers={"duizhao-account": mine}).status_code == 200


def test_the_answer_kept_for_one_account_is_not_given_to_another(glossary):
    terms = {"terms": [{"text": "碳汇", "language": "zh"}, {"text": "carbon sink", "language": "en"}]}
    key = {"idempotency-key": "the-same-key"}
    assert browser(glossary, "translator").post("/api/entries", json=terms, headers=key).status_code == 201
    assert browser(glossary, "reader").post("/api/entries", json=terms, headers=key).status_code == 403
    assert browser(glossary, "reviser").post("/api/entries", json=terms, headers=key).status_code == 422


def test_sessions_outlive_a_restart_and_end_with_sign_out_password_and_removal(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    accounts = Accounts(tmp_path / "g" / FILE)
    accounts.add("Boss", role="administrator", password=WORDS)

    def signed_in() -> dict[str, str]:
        made = browser(tmp_path / "g", "li wei")
        return {"cookie": f"duizhao-person={made.cookies['duizhao-person']}"}

    def status(cookie: dict[str, str]) -> int:
        return browser(tmp_path / "g").get("/api/glossary", headers=cookie).status_code

    li = accounts.add("Li Wei", role="reader", password=WORDS)
    first, second, third = signed_in(), signed_in(), signed_in()
    assert status(first) == 200
    browser(tmp_path / "g").post("/sign-out", headers=first)
    assert (status(first), status(second)) == (401, 200)
    changing = browser(tmp_path / "g")
    changed = changing.post("/account/password", data={"old": WORDS, "new": "another four words"}, headers=second)
    assert changed.status_code == 200
    assert (status(second), status(third)) == (200, 401)
    token = {"authorization": f"Bearer {accounts.make_token(li, 'plug-in')}"}
    assert status(token) == 200
    accounts.remove(li)
    assert (status(second), status(token)) == (401, 401)


def test_a_wrong_password_and_an_unknown_name_are_told_alike_and_slowed(glossary):
    some = browser(glossary)
    for name in ("reader", "nobody"):
        answers = [some.post("/sign-in", data={"name": name, "password": "wrong words here"}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [403, 403, 403, 429]
    assert some.post("/sign-in", data={"name": "translator", "password": WORDS}).status_code == 303


def test_with_accounts_the_shared_password_and_token_open_nothing(glossary):
    shared = browser(glossary, password="correct horse", token="a long token")
    assert shared.post("/sign-in", data={"password": "correct horse"}).status_code == 403
    assert shared.get("/api/glossary", headers={"authorization": "Bearer a long token"}).status_code == 401


def test_accounts_that_cannot_be_read_open_nothing(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    (tmp_path / "g" / FILE).write_bytes(b"no database at all" * 100)
    answer = browser(tmp_path / "g").get("/api/glossary")
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "accounts_unreadable"


def test_the_only_administrator_stays_one_as_long_as_there_are_others(tmp_path):
    accounts = Accounts(tmp_path / FILE)
    boss = accounts.add("Boss", role="administrator", password=WORDS)
    other = accounts.add("Other", role="reader", password=None)
    for change in (lambda: accounts.remove(boss), lambda: accounts.set_role(boss, "reader")):
        with pytest.raises(InvalidOption, match="only administrator"):
            change()
    with pytest.raises(InvalidOption, match="already"):
        accounts.add("BOSS", role="reader", password=WORDS)
    accounts.remove(other)
    accounts.remove(boss)
    assert not accounts.exist()


def test_nothing_in_the_file_opens_the_workbench(tmp_path):
    accounts = Accounts(tmp_path / FILE)
    boss = accounts.add("Boss", role="administrator", password=WORDS)
    secrets = [WORDS, accounts.begin(boss), accounts.make_token(boss, "")]
    accounts.close()
    data = (tmp_path / FILE).read_bytes()
    assert not [one for one in secrets if one.encode() in data]
    assert b"$argon2id$" in data
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_an_administrator_manages_people_on_a_page(tmp_path):
    Glossary.open(tmp_path / "g", create=True)
    accounts = Accounts(tmp_path / "g" / FILE)
    accounts.add("Boss", role="administrator", password=WORDS)
    boss = browser(tmp_path / "g", "Boss")
    page = boss.post("/people/add", data={"name": "李伟", "role": "reviser"}).text
    password = page.partition('<code id="password">')[2].partition("<")[0]
    li = accounts.find("李伟")
    assert accounts.check("李伟", password) == li
    assert boss.post(f"/people/{li.id}/role", data={"role": "terminologist"}).status_code == 303
    assert accounts.find("李伟").role == "terminologist"
    boss.post(f"/people/{li.id}/password")
    assert accounts.check("李伟", password) is None
    assert boss.post(f"/people/{accounts.find('Boss').id}/remove").status_code == 400
    assert boss.post(f"/people/{li.id}/remove").status_code == 303
    assert [one.name for one in accounts.all()] == ["Boss"]


def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return command("glossary", *arguments, input=given)


def test_people_are_managed_from_the_command_line(tmp_path):
    g = ("-g", str(tmp_path / "g"))
    Glossary.open(tmp_path / "g", create=True)
    assert run("user", "add", "Boss", *g, given=WORDS + "\n").stdout == "Added Boss (administrator)\n"
    assert run("user", "add", "Li Wei", *g, "--role", "translator", given=WORDS + "\n").returncode == 0
    short = run("user", "add", "Short", *g, given="short\n")
    assert (short.returncode, len(short.stderr.splitlines())) == (2, 1)
    assert run("user", "add", "x", *g, "--role", "king", "--no-password").returncode == 2
    assert run("user", "role", "Li Wei", "reviser", *g).stdout == "Li Wei is reviser now\n"
    assert run("user", "password", "li wei", *g, given="other four words\n").returncode == 0
    secret = run("user", "token", "Li Wei", *g, "--label", "OmegaT").stdout.strip()
    accounts = Accounts(tmp_path / "g" / FILE)
    assert accounts.of_token(secret).name == "Li Wei"
    listed = run("user", "token", "Li Wei", *g, "--list").stdout.split()
    assert listed[2] == "OmegaT"
    assert run("user", "token", "Li Wei", *g, "--revoke", listed[0]).returncode == 0
    assert accounts.of_token(secret) is None
    rows = json.loads(run("user", "list", *g, "--json").stdout)
    assert [(row["name"], row["role"]) for row in rows] == [("Boss", "administrator"), ("Li Wei", "reviser")]
    assert run("user", "remove", "Boss", *g).returncode == 2
    # Guessing at a stolen file has to cost what RFC 9106 recommends: 64 MiB and three passes for each guess.
    with sqlite3.connect(tmp_path / "g" / FILE) as database:
        assert "$argon2id$v=19$m=65536,t=3,p=4$" in "".join(database.iterdump())
    assert run("user", "remove", "Li Wei", *g).stdout == "Removed Li Wei\n"
    assert "nobody has to sign in" in run("user", "remove", "Boss", *g).stdout
    missing = run("user", "list", "-g", str(tmp_path / "nowhere"))
    assert (missing.returncode, len(missing.stderr.splitlines())) == (2, 1)
