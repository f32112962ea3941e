#!/usr/bin/env bash
# Links this terminal to an account, with curl. Usage: link.sh https://id.example CLIENT_ID
set -euo pipefail
issuer=$1 client=$2

metadata=$(curl -fsS "$issuer/.well-known/oauth-authorization-server")
member() { python3 -c 'import json, sys; print(json.load(sys.stdin).get(sys.argv[1], ""))' "$1"; }
token_endpoint=$(member token_endpoint <<<"$metadata")

codes=$(curl -fsS "$(member device_authorization_endpoint <<<"$metadata")" \
  --data-urlencode client_id="$client" --data-urlencode scope="openid email offline_access")
echo "Go to $(member verification_uri <<<"$codes") and type $(member user_code <<<"$codes")"

interval=$(member interval <<<"$codes")
while sleep "$interval"; do
  answer=$(curl -sS "$token_endpoint" --data-urlencode client_id="$client" \
    --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:device_code \
    --data-urlencode device_code="$(member device_code <<<"$codes")")
  case $(member error <<<"$answer") in
    authorization_pending) ;;
    slow_down) interval=$((interval + 5)) ;;
    "") break ;;
    *) echo "$(member error_description <<<"$answer")" >&2; exit 1 ;;
  esac
done

userinfo=$(curl -fsS "$(member userinfo_endpoint <<<"$metadata")" \
  --header "Authorization: Bearer $(member access_token <<<"$answer")")
echo "Linked to $(member email <<<"$userinfo")"

# Months later: a refresh token is used once and brings the next. Keep the new one before you use the tokens.
answer=$(curl -fsS "$token_endpoint" --data-urlencode client_id="$client" \
  --data-urlencode grant_type=refresh_token \
  --data-urlencode refresh_token="$(member refresh_token <<<"$answer")")
echo "Refreshed for $(member expires_in <<<"$answer") seconds"
