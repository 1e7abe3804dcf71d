"""Signing in by the organization in a real browser, which goes to another site and comes back."""

from __future__ import annotations

import shutil

import pytest

from glossary.people.accounts import FILE, Accounts
from glossary.web.settings import Oidc
from tests.browser.conftest import arrived, opened, serving

pytest.importorskip("authlib", reason="needs authlib: pip install '.[oidc]'")


@pytest.mark.parametrize("root_path", ["", "/duizhao"])
def test_from_the_button_to_the_page_that_was_wanted(chromium, built, tmp_path, root_path):
    from tests.test_web_oidc import SECRET, Provider

    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    accounts = Accounts(tmp_path / "glossary" / FILE)
    accounts.add("Head", role="administrator", password="four words are enough")
    accounts.add("Wei", role="terminologist", password=None, identity="u-17")
    # To a browser, localhost and 127.0.0.1 are two sites: cookies that are for one site only do not come along.
    provider = Provider("localhost")
    oidc = Oidc(provider.issuer, "duizhao", SECRET)
    try:
        with (
            serving(tmp_path / "glossary", tmp_path / "bitext", oidc=oidc, root_path=root_path) as running,
            opened(chromium, running) as context,
        ):
            page = context.new_page()
            page.goto(f"{root_path}/review")
            page.get_by_role("link", name="Sign in with your organization").click()
            arrived(page, ".review-card")
            assert page.url == f"{running.url}{root_path}/review"
            assert page.locator("header", has_text="Wei").is_visible()
            page.get_by_role("button", name="Sign out").click()
            arrived(page, "form[action*='sign-in']")
    finally:
        provider.server.shutdown()
        provider.server.server_close()
