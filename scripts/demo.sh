# Sourced by `run` and `dev`: the demo account and the demo clients in $DATA/, and what to try with them.

EMAIL=demo@example.com
PHONE=+4915123456789
PASSWORD=correct-horse-battery
countersign="${CARGO_TARGET_DIR:-target}/debug/countersign"

add_client() {
  local id=$1 name=$2 kind=$3
  shift 3
  "$countersign" client add --data "$DATA" --id "$id" --name "$name" --kind "$kind" "$@"
}

# Makes the demo, unless $DATA/ exists.
make_demo() {
  [[ ! -d $DATA ]] || return 0
  step "first start: a demo account and demo clients in $DATA/"
  # Under another name until it is whole: half a demo would not be completed by a second start.
  local made=$DATA DATA=$DATA.new
  rm -rf -- "$DATA"
  "$countersign" account add --data "$DATA" --email "$EMAIL" --phone "$PHONE" --password-stdin <<<"$PASSWORD"
  add_client demo-console "Demo Console" console
  add_client demo-tv "Demo TV" tv --code digits
  add_client demo-pc "Demo PC" pc
  add_client demo-office "Demo Office" office
  mv "$DATA" "$made"
}

# Takes the page's address and the place where the messages are.
print_what_to_try() {
  local address=$1 messages=$2
  cat <<END

Countersign: $address (stop with Ctrl-C)

Try it:
  1. In another terminal, in this folder, be a device; it shows a code and waits:
       $countersign device --server $address --client demo-console
  2. Open $address/link and type the code.
  3. Sign in as $EMAIL with the password $PASSWORD
  4. Without the password: open $address/single-use-code, enter $EMAIL or the phone number $PHONE,
     and read the message: $messages
  5. Open $address/security: add an email address, an authenticator app or a passkey, make recovery codes, turn on
     two-step verification.
END
}
