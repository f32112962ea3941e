#!/usr/bin/env bash
# Links this terminal to an account with oidc-agent. Usage: oidc-agent.sh ISSUER CLIENT_ID
set -euo pipefail
issuer=$1 client=$2

email() {
  curl -fsS "$issuer/oauth/userinfo" --header "Authorization: Bearer $1" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["email"])'
}

# An agent of its own, whose files are not among the person's.
folder=$(mktemp -d)
export OIDC_CONFIG_DIR=$folder/config OIDC_SOCK=$folder/agent/socket OIDC_ENCRYPTION_PW=not-really-secret
mkdir "$OIDC_CONFIG_DIR"
oidc-agent --console --socket-path "$OIDC_SOCK" &
agent=$!
finish() {
  trap '' TERM
  kill "$agent" 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT
until [[ -S $OIDC_SOCK ]]; do
  kill -0 "$agent"
  sleep 0.1
done

# It prints the code. A public client has an empty secret.
oidc-gen --flow=device --issuer="$issuer" --client-id="$client" --client-secret= \
  --scope='openid email offline_access' --prompt=none --pw-env countersign
linked=$(oidc-token countersign)
echo "Linked to $(email "$linked")"

refreshed=$(oidc-token --force-new countersign)
[[ $refreshed != "$linked" ]]
echo "Refreshed for $(email "$refreshed")"
