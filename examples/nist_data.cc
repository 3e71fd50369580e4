// Five of NIST's nonlinear regression data sets, so that the example runs
// without files.  Numbers from the NIST/ITL Statistical Reference Datasets
// (StRD), a work of the United States government in the public domain.
//
// SPDX-License-Identifier: BSD-3-Clause

#include <vector>

#include "nist_problems.h"

namespace ceres_newton {
namespace examples {
namespace {

// Misra 1978, dental research: monomolecular adsorption.
NistProblem MakeMisra1a() {
  NistProblem problem;
  problem.name = "Misra1a";
  problem.num_parameters = 2;
  problem.num_predictors = 1;
  problem.num_observations = 14;
  problem.starts[0] = {500.0, 0.0001};
  problem.starts[1] = {250.0, 0.0005};
  problem.certified = {2.3894212918E+02, 5.5015643181E-04};
  problem.standard_deviations = {2.7070075241E+00, 7.2668688436E-06};
  problem.residual_sum_of_squares = 1.2455138894E-01;
  problem.responses = {10.07,
                       14.73,
                       17.94,
                       23.93,
                       29.61,
                       35.18,
                       40.02,
                       44.82,
                       50.76,
                       55.05,
                       61.01,
                       66.4,
                       75.47,
                       81.78};
  problem.predictors = {77.6,
                        114.9,
                        141.1,
                        190.8,
                        239.9,
                        289.0,
                        332.8,
                        378.4,
                        434.8,
                        477.3,
                        536.8,
                        593.1,
                        689.1,
                        760.0};
  return problem;
}

// Box, Hunter & Hunter 1978: biochemical oxygen demand.
NistProblem MakeBoxBOD() {
  NistProblem problem;
  problem.name = "BoxBOD";
  problem.num_parameters = 2;
  problem.num_predictors = 1;
  problem.num_observations = 6;
  problem.starts[0] = {1.0, 1.0};
  problem.starts[1] = {100.0, 0.75};
  problem.certified = {2.1380940889E+02, 5.4723748542E-01};
  problem.standard_deviations = {1.2354515176E+01, 1.0455993237E-01};
  problem.residual_sum_of_squares = 1.1680088766E+03;
  problem.responses = {109.0, 149.0, 149.0, 191.0, 213.0, 224.0};
  problem.predictors = {1.0, 2.0, 3.0, 5.0, 7.0, 10.0};
  return problem;
}

// Meyer 1970: resistance of a thermistor; problem 10 of More, Garbow &
// Hillstrom.
NistProblem MakeMGH10() {
  NistProblem problem;
  problem.name = "MGH10";
  problem.num_parameters = 3;
  problem.num_predictors = 1;
  problem.num_observations = 16;
  problem.starts[0] = {2.0, 400000.0, 25000.0};
  problem.starts[1] = {0.02, 4000.0, 250.0};
  problem.certified = {5.6096364710E-03, 6.1813463463E+03, 3.4522363462E+02};
  problem.standard_deviations = {
      1.5687892471E-04, 2.3309021107E+01, 7.8486103508E-01};
  problem.residual_sum_of_squares = 8.7945855171E+01;
  problem.responses = {34780.0,
                       28610.0,
                       23650.0,
                       19630.0,
                       16370.0,
                       13720.0,
                       11540.0,
                       9744.0,
                       8261.0,
                       7030.0,
                       6005.0,
                       5147.0,
                       4427.0,
                       3820.0,
                       3307.0,
                       2872.0};
  problem.predictors = {50.0,
                        55.0,
                        60.0,
                        65.0,
                        70.0,
                        75.0,
                        80.0,
                        85.0,
                        90.0,
                        95.0,
                        100.0,
                        105.0,
                        110.0,
                        115.0,
                        120.0,
                        125.0};
  return problem;
}

// Osborne 1972; problem 17 of More, Garbow & Hillstrom.
NistProblem MakeMGH17() {
  NistProblem problem;
  problem.name = "MGH17";
  problem.num_parameters = 5;
  problem.num_predictors = 1;
  problem.num_observations = 33;
  problem.starts[0] = {50.0, 150.0, -100.0, 1.0, 2.0};
  problem.starts[1] = {0.5, 1.5, -1.0, 0.01, 0.02};
  problem.certified = {3.7541005211E-01,
                       1.9358469127E+00,
                       -1.4646871366E+00,
                       1.2867534640E-02,
                       2.2122699662E-02};
  problem.standard_deviations = {2.0723153551E-03,
                                 2.2031669222E-01,
                                 2.2175707739E-01,
                                 4.4861358114E-04,
                                 8.9471996575E-04};
  problem.residual_sum_of_squares = 5.4648946975E-05;
  problem.responses = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881,
                       0.85,  0.818, 0.784, 0.751, 0.718, 0.685, 0.658,
                       0.628, 0.603, 0.58,  0.558, 0.538, 0.522, 0.506,
                       0.49,  0.478, 0.467, 0.457, 0.448, 0.438, 0.431,
                       0.424, 0.42,  0.414, 0.411, 0.406};
  problem.predictors = {0.0,   10.0,  20.0,  30.0,  40.0,  50.0,  60.0,
                        70.0,  80.0,  90.0,  100.0, 110.0, 120.0, 130.0,
                        140.0, 150.0, 160.0, 170.0, 180.0, 190.0, 200.0,
                        210.0, 220.0, 230.0, 240.0, 250.0, 260.0, 270.0,
                        280.0, 290.0, 300.0, 310.0, 320.0};
  return problem;
}

// Eckerle 197?: circular interference transmittance.
NistProblem MakeEckerle4() {
  NistProblem problem;
  problem.name = "Eckerle4";
  problem.num_parameters = 3;
  problem.num_predictors = 1;
  problem.num_observations = 35;
  problem.starts[0] = {1.0, 10.0, 500.0};
  problem.starts[1] = {1.5, 5.0, 450.0};
  problem.certified = {1.5543827178E+00, 4.0888321754E+00, 4.5154121844E+02};
  problem.standard_deviations = {
      1.5408051163E-02, 4.6803020753E-02, 4.6800518816E-02};
  problem.residual_sum_of_squares = 1.4635887487E-03;
  problem.responses = {0.0001575, 0.0001699, 0.000235,  0.0003102, 0.0004917,
                       0.000871,  0.0017418, 0.00464,   0.0065895, 0.0097302,
                       0.0149002, 0.023731,  0.0401683, 0.0712559, 0.1264458,
                       0.2073413, 0.2902366, 0.3445623, 0.3698049, 0.3668534,
                       0.3106727, 0.2078154, 0.1164354, 0.0616764, 0.03372,
                       0.0194023, 0.0117831, 0.0074357, 0.0022732, 0.00088,
                       0.0004579, 0.0002345, 0.0001586, 0.0001143, 7.1e-05};
  problem.predictors = {400.0, 405.0, 410.0, 415.0, 420.0, 425.0, 430.0,
                        435.0, 436.5, 438.0, 439.5, 441.0, 442.5, 444.0,
                        445.5, 447.0, 448.5, 450.0, 451.5, 453.0, 454.5,
                        456.0, 457.5, 459.0, 460.5, 462.0, 463.5, 465.0,
                        470.0, 475.0, 480.0, 485.0, 490.0, 495.0, 500.0};
  return problem;
}

}  // namespace

std::vector<NistProblem> EmbeddedNistProblems() {
  return {
      MakeMisra1a(), MakeBoxBOD(), MakeMGH10(), MakeMGH17(), MakeEckerle4()};
}

}  // namespace examples
}  // namespace ceres_newton
