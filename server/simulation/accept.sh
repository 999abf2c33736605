#!/usr/bin/env bash
# Plays all scenarios and writes report.md and its plots anew: server/simulation/accept.sh [MAVEN OPTION]...
# Look at the difference before you commit it: each number that moved is a change of the scheduler's behaviour.
set -eu
cd "$(dirname "$0")/../.."
mvn -B -ntp -q "$@" -pl server/simulation -am -Dmaven.test.skip=true compile
java -XX:+UseSerialGC -cp server/scheduling/target/classes:server/simulation/target/classes \
  dev.triptych.simulation.Main server/simulation
git --no-pager diff --stat -- server/simulation/report.md server/simulation/plots
