#!/bin/sh
# In place of lowres-bench, with times that are known. sed gives it a NAME, which
# goes to the file "order" at each call, and TIMES, of which the call's number
# takes one for the benchmark "work"; "wait" is timed by the wall.
echo NAME >> order
call=$(grep -c NAME order)
for argument; do
  case $argument in --json=*) json=${argument#--json=} ;; esac
done
set -- TIMES
shift $((call - 1))
cat > "$json" << END
{"benchmarks": [
  {"run_name": "work", "run_type": "iteration", "real_time": 7, "cpu_time": $1, "time_unit": "us"},
  {"run_name": "work", "run_type": "iteration", "real_time": 7, "cpu_time": 999, "time_unit": "us"},
  {"run_name": "work", "run_type": "aggregate", "real_time": 7, "cpu_time": 1, "time_unit": "us"},
  {"run_name": "wait/real_time", "run_type": "iteration", "real_time": 2, "cpu_time": $1, "time_unit": "s"}
]}
END
