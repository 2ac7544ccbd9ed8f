#!/bin/sh
# Install Homeward from this folder, with no network: sh install.sh /opt/homeward
# Over an older one it is an upgrade; what the house keeps is elsewhere. Needs Python 3.11 or newer (PYTHON=python3.12).
set -eu
[ $# -eq 1 ] || { echo "Say where to: sh install.sh /opt/homeward" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
if command -v sha256sum >/dev/null; then
	(cd "$here" && sha256sum --check --quiet SHA256SUMS)
else
	(cd "$here" && shasum -a 256 --check --quiet SHA256SUMS)
fi
"${PYTHON:-python3}" -m venv "$1"
"$1/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" --no-deps --require-hashes \
	--requirement "$here/requirements.txt"
"$1/bin/python" -m pip install --quiet --no-index --no-deps --force-reinstall "$here"/wheels/homeward-*.whl
echo "Homeward $("$1/bin/homeward" version) is in $1"
