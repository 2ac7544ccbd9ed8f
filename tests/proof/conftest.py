"""The browser of the browser tests, for the proofs that need one."""

from tests.browser.conftest import playwright as playwright
