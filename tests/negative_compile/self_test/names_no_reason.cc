// The harness has to complain about this file: it does not say what to expect.
//
// SPDX-License-Identifier: BSD-3-Clause

int One() { return undeclared; }
