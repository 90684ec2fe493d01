#!/bin/sh
# Stands for lowres-gpu where results are right: no memory is measured, there is no
# cuBLAS, and the last program fails after one batch. WRONG is a number of rows
# that differ.
case $1 in
  device)
    echo "name,capability,memory_mib,cache_kib,multiprocessors,driver_cuda"
    echo "canned,9.0,1024,1024,4,13.0"
    ;;
  model)
    echo "$6,1,$((1 - ${WRONG:-0})),1,1e-06,2,3,20.00,10.00,30.00"
    case $6 in *layer,sm_90,i8)
      echo "lowres_cuda: error: the device is gone" >&2
      exit 1
      ;;
    esac
    echo "$6,4,4,4,0,2,3,40.00,30.00,50.00"
    ;;
  memory)
    echo "what,bytes,microseconds,GB/s"
    echo "lowres-gpu: error: no memory to read" >&2
    exit 1
    ;;
  *)
    echo "lowres-gpu: error: no libcublas found" >&2
    exit 1
    ;;
esac
