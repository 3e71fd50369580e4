// Problems 1 to 19 of the table, and the whole table.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "more_garbow_hillstrom.h"

#include <utility>
#include <vector>

#include "more_garbow_hillstrom_entry.h"
#include "more_garbow_hillstrom_fixed_1.h"
#include "more_garbow_hillstrom_fixed_2.h"

namespace ceres_newton {
namespace more_garbow_hillstrom {
namespace {

void AppendTwoVariables(std::vector<TestProblem>* table) {
  table->push_back(WithZeroMinimum(
      MakeEntry(1, "Rosenbrock", Rosenbrock(), {-1.2, 1.0}), {1.0, 1.0}));
  table->push_back(WithZeroMinimum(
      MakeEntry(2, "FreudensteinRoth", FreudensteinRoth(), {0.5, -2.0}),
      {5.0, 4.0}));
  table->back().other_minima = {48.984253679240021};
  table->push_back(WithZeroMinimum(
      MakeEntry(3, "PowellBadlyScaled", PowellBadlyScaled(), {0.0, 1.0}),
      {1.098159329699721e-05, 9.1061467398673237}));
  table->push_back(WithZeroMinimum(
      MakeEntry(4, "BrownBadlyScaled", BrownBadlyScaled(), {1.0, 1.0}),
      {1e6, 2e-6}));
  table->push_back(
      WithZeroMinimum(MakeEntry(5, "Beale", Beale(), {1.0, 1.0}), {3.0, 0.5}));
  table->push_back(WithMinimum(
      MakeEntry(6, "JennrichSampson", JennrichSampson(), {0.3, 0.4}),
      124.36218235561485,
      "124.362",
      {0.2578252136703641, 0.2578252136703641}));
}

void AppendThreeVariables(std::vector<TestProblem>* table) {
  table->push_back(WithZeroMinimum(
      MakeEntry(7, "HelicalValley", HelicalValley(), {-1.0, 0.0, 0.0}),
      {1.0, 0.0, 0.0}));
  table->push_back(
      WithMinimum(MakeEntry(8, "Bard", Bard(), {1.0, 1.0, 1.0}),
                  0.0082148773065789798,
                  "8.21487e-3",
                  {0.08241055974978885, 1.13303609202972, 2.3436951786425388}));
  table->push_back(
      WithMinimum(MakeEntry(9, "Gaussian", Gaussian(), {0.4, 1.0, 0.0}),
                  1.1279327696190114e-08,
                  "1.12793e-8",
                  {0.39895613783875666, 1.0000190844878056, 0.0}));
  table->push_back(WithMinimum(
      MakeEntry(10, "Meyer", Meyer(), {0.02, 4000.0, 250.0}),
      87.945855170850976,
      "87.9458",
      {0.0056096364710295516, 6181.3463462861419, 345.22363462412852}));
  table->push_back(WithZeroMinimum(MakeEntry(11,
                                             "GulfResearchAndDevelopment",
                                             GulfResearchAndDevelopment(),
                                             {5.0, 2.5, 0.15}),
                                   {50.0, 25.0, 1.5}));
  table->back().note =
      "|y_i - x_2|^x_3 for the misprint |y_i m i x_2|^x_3; m = 99";
  table->push_back(WithZeroMinimum(
      MakeEntry(
          12, "BoxThreeDimensional", BoxThreeDimensional(), {0.0, 10.0, 20.0}),
      {1.0, 10.0, 1.0}));
}

void AppendFourToElevenVariables(std::vector<TestProblem>* table) {
  table->push_back(WithZeroMinimum(
      MakeEntry(13, "PowellSingular", PowellSingular(), {3.0, -1.0, 0.0, 1.0}),
      {0.0, 0.0, 0.0, 0.0}));
  table->push_back(
      WithZeroMinimum(MakeEntry(14, "Wood", Wood(), {-3.0, -1.0, -3.0, -1.0}),
                      {1.0, 1.0, 1.0, 1.0}));
  table->push_back(WithMinimum(
      MakeEntry(
          15, "KowalikOsborne", KowalikOsborne(), {0.25, 0.39, 0.415, 0.39}),
      0.00030750560384923778,
      "3.07505e-4",
      {0.19280693457903786,
       0.19128232873436671,
       0.12305650692632053,
       0.13606233068379472}));
  table->push_back(WithMinimum(
      MakeEntry(16, "BrownDennis", BrownDennis(), {25.0, 5.0, -5.0, -1.0}),
      85822.201626356309,
      "85822.2",
      {-11.594439904762504,
       13.203630051207302,
       -0.40343948817685604,
       0.23677877445574746}));
  table->push_back(WithMinimum(
      MakeEntry(17, "Osborne1", Osborne1(), {0.5, 1.5, -1.0, 0.01, 0.02}),
      5.4648946974829119e-05,
      "5.46489e-5",
      {0.37541005210695216,
       1.9358469127123832,
       -1.4646871366134391,
       0.01286753464005732,
       0.022122699661672542}));
  table->push_back(WithZeroMinimum(
      MakeEntry(18, "BiggsExp6", BiggsExp6(), {1.0, 2.0, 1.0, 1.0, 1.0, 1.0}),
      {1.0, 10.0, 1.0, 5.0, 4.0, 3.0}));
  table->back().other_minima = {0.0056556499254999461};
  table->back().note =
      "the other minimum is that of a line of points with x_1 = x_5, saddles "
      "where x_3 x_6 > 0";
  table->push_back(WithMinimum(
      MakeEntry(19,
                "Osborne2",
                Osborne2(),
                {1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5}),
      0.040137736293547758,
      "4.01377e-2",
      {1.3099771546273007,
       0.43155379460298898,
       0.63366169896072411,
       0.59943053478591624,
       0.75418322632801149,
       0.90428857985963362,
       1.3658118352370281,
       4.8236988172271573,
       2.3986848661317546,
       4.5688745976676719,
       5.6753414705806415}));
}

}  // namespace

std::vector<TestProblem> FixedProblems() {
  std::vector<TestProblem> table;
  AppendTwoVariables(&table);
  AppendThreeVariables(&table);
  AppendFourToElevenVariables(&table);
  return table;
}

}  // namespace more_garbow_hillstrom

std::vector<TestProblem> MoreGarbowHillstromProblems() {
  std::vector<TestProblem> table = more_garbow_hillstrom::FixedProblems();
  for (TestProblem& problem : more_garbow_hillstrom::VariableProblems()) {
    table.push_back(std::move(problem));
  }
  return table;
}

}  // namespace ceres_newton
