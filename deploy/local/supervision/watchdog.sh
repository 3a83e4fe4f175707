#!/bin/sh
# Ends what a supervisor started once the supervisor is gone: the pipe that is the standard input closes then, however
# it died. Its lines: "+ PID SERVICE", "+ PID SIGNAL" for a server that ends by that signal, and "- PID" for what has
# ended. The services end first.
#   watchdog.sh FILE    a file to remove afterwards
trap '' INT TERM HUP

services='' servers=''

while read -r sign pid signal; do
  case $sign in
    +) if [ "$signal" = SERVICE ]; then services="$services $pid"; else servers="$servers $pid:$signal"; fi ;;
    -)
      services=$(printf '%s\n' $services | grep -vx "$pid" | tr '\n' ' ')
      servers=$(printf '%s\n' $servers | grep -v "^$pid:" | tr '\n' ' ')
      ;;
  esac
done

# A zombie is gone: it only waits for its parent to read its exit status.
lives() {
  kill -0 "$1" 2>/dev/null && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null
}

# until_ended TENTHS PID...: whether all of them end in that time.
until_ended() {
  tenths=$1
  shift
  for pid; do
    while lives "$pid"; do
      [ "$tenths" -gt 0 ] || return 1
      tenths=$((tenths - 1))
      sleep 0.1
    done
  done
}

for pid in $services; do kill -TERM "$pid" 2>/dev/null; done
until_ended 100 $services || for pid in $services; do kill -KILL "$pid" 2>/dev/null; done
for server in $servers; do kill "-${server#*:}" "${server%:*}" 2>/dev/null; done
for server in $servers; do until_ended 300 "${server%:*}"; done
rm -f "$1"
