#!/bin/sh
# A program in another language: it beats by touching the file that it is told, until there is a file "stop" in its folder.
while :; do
  [ -e stop ] || touch "$CRASH_ONLY_HEARTBEAT"
  sleep 0.1
done
