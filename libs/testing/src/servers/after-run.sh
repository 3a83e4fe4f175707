# Cleans up after a test run. Its standard input closes however the run ends, a SIGKILL included. It then ends the processes
# of the run, first as Ctrl-C would, and removes the run's folder. A killed run leaves some behind: servers and services are
# in process groups of their own. The mark in their environment tells them; systems without /proc do not show it.
run=$1
left() { grep -lzsFx "JOPHIEL_TEST_RUN=$run" /proc/[0-9]*/environ | cut -d / -f 3; }

cat
for signal in INT KILL; do
  for pid in $(left); do kill -s "$signal" "$pid" 2> /dev/null; done
  turns=0
  while [ -n "$(left)" ] && [ "$turns" -lt 50 ]; do
    sleep 0.1
    turns=$((turns + 1))
  done
done
rm -rf "$run"
