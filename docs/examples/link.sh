#!/usr/bin/env bash
# Links this terminal to an account, with curl. Usage: link.sh https://id.example CLIENT_ID
set -euo pipefail
if [[ $# -ne 2 ]]; then
  echo "Usage: link.sh https://id.example CLIENT_ID" >&2
  exit 2
fi
issuer=$1 client=$2

member() { python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1], ""))' "$1"; }
# Says what the server says when it refuses.
call() {
  local answer error
  answer=$(curl -sS "$@")
  error=$(member error <<<"$answer")
  if [[ -n $error ]]; then
    echo "$error: $(member error_description <<<"$answer")" >&2
    return 1
  fi
  printf '%s' "$answer"
}

metadata=$(call "$issuer/.well-known/oauth-authorization-server")
token_endpoint=$(member token_endpoint <<<"$metadata")

codes=$(call "$(member device_authorization_endpoint <<<"$metadata")" \
  --data-urlencode client_id="$client" --data-urlencode scope="openid email offline_access")
echo "Go to $(member verification_uri <<<"$codes") and type $(member user_code <<<"$codes")"

interval=$(member interval <<<"$codes")
while sleep "$interval"; do
  tokens=$(curl -sS "$token_endpoint" --data-urlencode client_id="$client" \
    --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:device_code \
    --data-urlencode device_code="$(member device_code <<<"$codes")")
  case $(member error <<<"$tokens") in
    authorization_pending) ;;
    slow_down) interval=$((interval + 5)) ;;
    "") break ;;
    *) member error_description <<<"$tokens" >&2; exit 1 ;;
  esac
done

userinfo=$(call "$(member userinfo_endpoint <<<"$metadata")" \
  --header "Authorization: Bearer $(member access_token <<<"$tokens")")
echo "Linked to $(member email <<<"$userinfo")"

# Months later: a refresh token is used once and brings the next. Keep the new one before you use the tokens.
tokens=$(call "$token_endpoint" --data-urlencode client_id="$client" \
  --data-urlencode grant_type=refresh_token \
  --data-urlencode refresh_token="$(member refresh_token <<<"$tokens")")
echo "Refreshed for $(member expires_in <<<"$tokens") seconds"
