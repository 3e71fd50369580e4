// EXPECT: a message that no compiler gives for this file
//
// The harness has to complain about this file: nothing is wrong with it.
//
// SPDX-License-Identifier: BSD-3-Clause

int One() { return 1; }
