// The reader of NIST's files.
//
// SPDX-License-Identifier: BSD-3-Clause

#include "nist_problems.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace ceres_newton {
namespace examples {
namespace {

std::vector<std::string> Tokens(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> tokens;
  for (std::string token; stream >> token;) {
    tokens.push_back(token);
  }
  return tokens;
}

bool ParseNumber(const std::string& token, double* value) {
  char* end = nullptr;
  *value = std::strtod(token.c_str(), &end);
  return end != token.c_str() && *end == '\0' && std::isfinite(*value);
}

// The tokens from `first` on as numbers.
bool ParseNumbers(const std::vector<std::string>& tokens,
                  size_t first,
                  std::vector<double>* values) {
  values->clear();
  for (size_t i = first; i < tokens.size(); ++i) {
    double value;
    if (!ParseNumber(tokens[i], &value)) {
      return false;
    }
    values->push_back(value);
  }
  return true;
}

bool StartsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

// Goes through the file line by line, recognizing lines by their words, not by
// their position.
class Parser {
 public:
  explicit Parser(NistProblem* problem) : problem_(problem) {}

  bool ParseLine(const std::string& line);
  bool Finish();
  const std::string& error() const { return error_; }

 private:
  bool ParseHeaderLine(const std::string& line,
                       const std::vector<std::string>& tokens);
  bool ParseParameter(const std::vector<std::string>& tokens);
  bool ParseObservation(const std::vector<std::string>& tokens);

  // *count = the number the token stands for, 1 or more.
  bool ParseCount(const std::string& token, const char* of_what, int* count);
  bool Fail(const std::string& message) {
    error_ = "line " + std::to_string(line_number_) + ": " + message;
    return false;
  }

  NistProblem* problem_;
  int line_number_ = 0;
  bool in_data_ = false;
  bool has_sum_of_squares_ = false;
  std::string error_;
};

bool Parser::ParseLine(const std::string& line) {
  ++line_number_;
  const std::vector<std::string> tokens = Tokens(line);
  if (tokens.empty()) {
    return true;
  }
  return in_data_ ? ParseObservation(tokens) : ParseHeaderLine(line, tokens);
}

bool Parser::ParseHeaderLine(const std::string& line,
                             const std::vector<std::string>& tokens) {
  if (StartsWith(line, "Dataset Name:") && tokens.size() > 2) {
    problem_->name = tokens[2];
    return true;
  }
  if (StartsWith(line, "Residual Sum of Squares:")) {
    has_sum_of_squares_ = true;
    return ParseNumber(tokens.back(), &problem_->residual_sum_of_squares) ||
           Fail("no number after 'Residual Sum of Squares:', but '" +
                tokens.back() + "'");
  }
  if (StartsWith(line, "Number of Observations:")) {
    return ParseCount(
        tokens.back(), "observations", &problem_->num_observations);
  }
  if (tokens[0] == "Data:" && tokens.size() > 1 && tokens[1] == "y") {
    in_data_ = true;
    return true;
  }
  if (tokens.size() > 1 && StartsWith(tokens[1], "Predictor")) {
    return ParseCount(tokens[0], "predictors", &problem_->num_predictors);
  }
  if (tokens.size() > 1 && tokens[1] == "Parameters") {
    return ParseCount(tokens[0], "parameters", &problem_->num_parameters);
  }
  if (tokens.size() > 1 && tokens[0][0] == 'b' && tokens[1] == "=") {
    return ParseParameter(tokens);
  }
  return true;  // Description and references.
}

bool Parser::ParseCount(const std::string& token,
                        const char* of_what,
                        int* count) {
  double value;
  if (!ParseNumber(token, &value) || value < 1.0 || value > 1e6 ||
      value != std::floor(value)) {
    return Fail("'" + token + "' is no number of " + of_what);
  }
  *count = static_cast<int>(value);
  return true;
}

// "b2 = start1 start2 certified deviation".
bool Parser::ParseParameter(const std::vector<std::string>& tokens) {
  const std::string expected =
      "b" + std::to_string(problem_->certified.size() + 1);
  if (tokens[0] != expected) {
    return Fail("parameter " + expected + " expected, found " + tokens[0]);
  }
  std::vector<double> values;
  if (!ParseNumbers(tokens, 2, &values) || values.size() != 4) {
    return Fail(
        "two starts, the certified value and its standard deviation "
        "expected after '" +
        expected + " ='");
  }
  problem_->starts[0].push_back(values[0]);
  problem_->starts[1].push_back(values[1]);
  problem_->certified.push_back(values[2]);
  problem_->standard_deviations.push_back(values[3]);
  return true;
}

bool Parser::ParseObservation(const std::vector<std::string>& tokens) {
  std::vector<double> values;
  if (!ParseNumbers(tokens, 0, &values) ||
      static_cast<int>(values.size()) != 1 + problem_->num_predictors) {
    return Fail("a response and " + std::to_string(problem_->num_predictors) +
                " predictors expected");
  }
  problem_->responses.push_back(values[0]);
  problem_->predictors.insert(
      problem_->predictors.end(), values.begin() + 1, values.end());
  return true;
}

bool Parser::Finish() {
  if (problem_->name.empty()) {
    error_ = "no line 'Dataset Name: ...': not a data set of NIST StRD";
  } else if (problem_->num_parameters == 0 || problem_->num_predictors == 0 ||
             problem_->num_observations == 0) {
    error_ =
        "the numbers of parameters, predictors and observations are not "
        "all given";
  } else if (static_cast<int>(problem_->certified.size()) !=
             problem_->num_parameters) {
    error_ = std::to_string(problem_->num_parameters) +
             " parameters announced, but " +
             std::to_string(problem_->certified.size()) + " given";
  } else if (!has_sum_of_squares_) {
    error_ = "no line 'Residual Sum of Squares: ...'";
  } else if (static_cast<int>(problem_->responses.size()) !=
             problem_->num_observations) {
    error_ = std::to_string(problem_->num_observations) +
             " observations announced, but " +
             std::to_string(problem_->responses.size()) + " given";
  }
  return error_.empty();
}

// The copy of Roszman1 that comes with Ceres Solver certifies b1 + 1, because
// Ceres writes the model with atan2(b3, x - b4), which is arctan(b3 / (x - b4))
// + pi on these data.  NIST's model and value (2.0196866396E-01) have the
// arctan.
void UndoShiftOfRoszman1(NistProblem* problem) {
  if (problem->name == "Roszman1" && problem->certified[0] > 1.0) {
    problem->certified[0] -= 1.0;
  }
}

}  // namespace

bool ParseNistProblem(std::istream& text,
                      NistProblem* problem,
                      std::string* error) {
  *problem = NistProblem();
  Parser parser(problem);
  for (std::string line; std::getline(text, line);) {
    if (!parser.ParseLine(line)) {
      *error = parser.error();
      return false;
    }
  }
  if (!parser.Finish()) {
    *error = parser.error();
    return false;
  }
  UndoShiftOfRoszman1(problem);
  return true;
}

bool ReadNistProblem(const std::string& path,
                     NistProblem* problem,
                     std::string* error) {
  std::ifstream file(path);
  if (!file) {
    *error = path + ": cannot be opened";
    return false;
  }
  if (!ParseNistProblem(file, problem, error)) {
    *error = path + ": " + *error;
    return false;
  }
  return true;
}

double LogRelativeError(const std::vector<double>& estimate,
                        const std::vector<double>& certified) {
  constexpr double kDigitsCertified = 11.0;
  double digits = kDigitsCertified;
  for (size_t k = 0; k < certified.size(); ++k) {
    const double relative_error =
        std::abs(estimate[k] - certified[k]) / std::abs(certified[k]);
    if (!(relative_error < 1.0)) {
      return 0.0;
    }
    digits = std::min(digits, -std::log10(relative_error));
  }
  return digits;
}

}  // namespace examples
}  // namespace ceres_newton
