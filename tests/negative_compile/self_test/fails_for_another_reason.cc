// EXPECT: a message that no compiler gives for this file
//
// The harness has to complain about this file: its fault is another one.
//
// SPDX-License-Identifier: BSD-3-Clause

int One() { return undeclared; }
