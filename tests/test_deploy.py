"""Do the files to host it by fit the app as it is, and what is said of them?"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from core.limits import Limits

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"


def test_the_image_takes_along_all_that_the_app_is_made_of():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = {name.rstrip("/") for line in re.findall(r"^COPY (.+)$", text, re.M) for name in line.split()[:-1]}
    assert all((ROOT / name).exists() for name in copied)
    assert {"app.py", "browser", "core", "pages", "ui", "zoo", ".streamlit/config.toml", "requirements.lock"} <= copied
    assert "USER ink" in text and "umask 077" in text


def test_both_processes_share_a_store_a_secret_and_limits_that_there_are():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    first, second = services["first"], services["second"]
    assert first["environment"] == second["environment"] and first["volumes"] == second["volumes"]
    limits = {name for name in first["environment"] if name.startswith("LATENT_INK_")}
    assert limits and {name.removeprefix("LATENT_INK_").lower() for name in limits} <= set(Limits.model_fields)
    ports = [re.search(r"server.port=(\d+)", service["command"])[1] for service in (first, second)]
    config = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert len(set(ports)) == 2 and all(f"127.0.0.1:{port}" in config for port in ports)


def test_every_proxy_sends_the_same_policy():
    policies = {
        re.search(r'Content-Security-Policy "([^"]+)"', (DEPLOY / name).read_text(encoding="utf-8"))[1]
        for name in ("nginx.conf", "Caddyfile")
    }
    said = {re.sub(r"\$framers|\{framers\}", "WHO", policy) for policy in policies}
    assert len(said) == 1 and said.pop().endswith("frame-ancestors WHO")


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed here")
def test_nginx_takes_its_file(tmp_path):
    tried = subprocess.run(
        ["nginx", "-t", "-p", str(tmp_path), "-c", str(DEPLOY / "nginx.conf")], capture_output=True, text=True
    )
    assert tried.returncode == 0, tried.stderr
