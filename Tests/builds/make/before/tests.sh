#!/bin/sh
# The program's own tests, in TAP.
echo 1..1
./cart > /dev/null 2>&1
[ $? = 64 ] && echo "ok 1 - no words is a mistake" || { echo "not ok 1 - no words is a mistake"; exit 1; }
