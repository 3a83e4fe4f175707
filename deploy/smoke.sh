#!/usr/bin/env bash
# Checks a running Jophiel from outside, with curl: every service is ready, and a like makes a feed. The ports are those
# of .env.example, the samples those of the definition audio, the key is JOPHIEL_KEY. Exit code 0, or 1 and what was
# missing.
set -euo pipefail

host=${SMOKE_HOST:-127.0.0.1}
deadline=$((SECONDS + ${SMOKE_TIMEOUT_SECONDS:-180}))
ingestion="http://$host:${INGESTION_PORT:-8790}"
feeds="http://$host:${FEED_API_PORT:-8789}"
# In a file, because all users of a machine see the arguments of a process.
header=$(mktemp)
trap 'rm -f "$header"' EXIT
printf 'authorization: Bearer %s\n' "${JOPHIEL_KEY:?set JOPHIEL_KEY to a key with events:write and feeds:read}" >"$header"

# until_true WHAT COMMAND...: repeats a command until it succeeds or the time is over.
until_true() {
  local what=$1
  shift
  until "$@"; do
    if ((SECONDS >= deadline)); then
      echo "smoke: $what" >&2
      exit 1
    fi
    sleep 1
  done
}

is_ready() {
  curl -fsS -o /dev/null "http://$host:$1/health/ready" 2>/dev/null
}

send() {
  curl -fsS -H "@$header" -o /dev/null "$ingestion/v1/events?event_name=$1" -H 'content-type: application/json' -d "$2"
}

# The source of the user's feed is the feed itself, and the sample is in it.
feed_has() {
  local answer
  answer=$(curl -fsS -H "@$header" -i "$feeds/v1/feed/$1?per_page=100" 2>/dev/null) || return 1
  grep -qi '^x-jophiel-source: stored' <<<"$answer" && grep -Eq "[[,]$2[],]" <<<"$answer"
}

for port in "${INGESTION_PORT:-8790}" "${VECTORIZER_PORT:-8791}" "${PROFILE_PORT:-8792}" \
  "${SCORER_PORT:-8793}" "${FEED_API_PORT:-8789}" "${ANN_PORT:-8794}" "${LEARNER_PORT:-8795}"; do
  until_true "the service on port $port is not ready" is_ready "$port"
done
echo 'smoke: every service is ready'

# Ids of this run alone, so that it can be repeated.
user=$((900000000 + SECONDS + RANDOM * 32768 + RANDOM))
liked=$((user + 1))
similar=$((user + 2))
for sample in "$liked" "$similar"; do
  send sample.analyzed "{\"sample_id\":$sample,\"creator_id\":$sample,\"metadata\":{\"bpm\":140,\"genero\":[\"trap\"],\"emocion\":[\"dark\"],\"tonalidad\":\"C\",\"escala\":\"minor\",\"casiel_status\":\"success\"}}"
done
send user.interaction.like "{\"user_id\":$user,\"sample_id\":$liked}"
until_true "the feed of user $user, who likes sample $liked, does not have sample $similar" feed_has "$user" "$similar"
echo "smoke: user $user likes sample $liked and has sample $similar in their feed"
