// EXPECT: undeclared
//
// The harness has to complain about this file: its correction fails as well.
//
// SPDX-License-Identifier: BSD-3-Clause

#ifdef CERES_NEWTON_CORRECTED
int One() { return also_undeclared; }
#else
int One() { return undeclared; }
#endif
