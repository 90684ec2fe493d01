# -*- Python -*-
# The GoogleTest programs in the build tree: every file named *Tests.
import os

import lit.formats

config.name = "lowres-unit"
config.suffixes = []
config.test_source_root = config.lowres_unit_obj_dir
config.test_exec_root = config.lowres_unit_obj_dir
config.test_format = lit.formats.GoogleTest(".", "Tests")

for name in ("HOME", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
