// SPDX-License-Identifier: Apache-2.0
// What is said to the person who watches, and the names that a scenario gives.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/stage/scenario/action.h"
#include "engine/stage/scenario/arguments.h"
#include "engine/stage/scenario/text_template.h"

namespace quorate::stage {

namespace {

/// `paper=5.2` as "§5.2"; empty without it.
Result<std::string> paperKey(CaseReader& reader) {
    auto section = textKey(reader, "paper");
    if (!section) {
        return section.error();
    }
    return *section ? "§" + **section : std::string();
}

class ShowCaption final : public Action {
public:
    ShowCaption(TextTemplate text, std::string paper, bool waits)
        : m_text(std::move(text)), m_paper(std::move(paper)), m_waits(waits) {}

    Result<bool> begin(ScenarioWorld& world) const override {
        auto text = m_text.fill(world);
        if (!text) {
            return text.error();
        }
        world.listener.caption({std::move(*text), m_paper});
        return true;
    }
    [[nodiscard]] bool waitsForReader() const override { return m_waits; }

private:
    TextTemplate m_text;
    std::string m_paper;
    bool m_waits;
};

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += (text.empty() ? "" : " ") + line;
    }
    return text;
}

Result<ActionPointer> parseCaption(CaseReader& reader, Scope& scope) {
    auto paper = paperKey(reader);
    if (!paper) {
        return paper.error();
    }
    auto waits = booleanKey(reader, "pause");
    if (!waits) {
        return waits.error();
    }
    auto lines = reader.takeLines("the text");
    if (!lines) {
        return lines.error();
    }
    auto text = TextTemplate::parse(joined(*lines), scope);
    if (!text) {
        return reader.errorInText(0, text.error().message);
    }
    return ActionPointer(
        std::make_unique<ShowCaption>(std::move(*text), std::move(*paper), waits->value_or(true)));
}

class AskQuestion final : public Action {
public:
    explicit AskQuestion(Question question) : m_question(std::move(question)) {}

    Result<bool> begin(ScenarioWorld& world) const override {
        world.listener.question(m_question);
        return true;
    }
    [[nodiscard]] bool waitsForReader() const override { return true; }

private:
    Question m_question;
};

/// Is it the line of the choice that would come next: "B) text"?
bool isChoice(const std::string& line, std::size_t place) {
    return line.size() > 3 && line[0] == static_cast<char>('A' + place) && line[1] == ')' &&
           line[2] == ' ';
}

/// The question, then the choices, then "why: ...".
Result<void> readQuestion(CaseReader& reader, Question& question) {
    constexpr std::string_view kWhy = "why: ";
    constexpr std::size_t kMaxChoices = 9;
    auto lines = reader.takeLines("the question");
    if (!lines) {
        return lines.error();
    }
    std::string* part = &question.text;
    for (std::size_t i = 0; i < lines->size(); ++i) {
        const std::string& line = (*lines)[i];
        if (line.starts_with(kWhy) && part != &question.why) {
            part = &question.why;
            *part = line.substr(kWhy.size());
        } else if (part != &question.why && isChoice(line, question.choices.size())) {
            if (question.choices.size() == kMaxChoices) {
                return reader.errorInText(i, "there are more than nine choices");
            }
            question.choices.push_back(line.substr(3));
            part = &question.choices.back();
        } else {
            *part += (part->empty() ? "" : " ") + line;
        }
    }
    if (question.text.empty()) {
        return reader.errorInText(0, "the question is missing before its choices");
    }
    if (question.choices.size() < 2) {
        return reader.error("a question has at least two choices, on lines \"A) ...\", \"B) ...\"");
    }
    if (question.why.empty()) {
        return reader.error("a last line \"why: ...\" says why the right choice is right");
    }
    return {};
}

Result<ActionPointer> parseAsk(CaseReader& reader, Scope& /*scope*/) {
    Question question;
    auto paper = paperKey(reader);
    if (!paper) {
        return paper.error();
    }
    question.paper = std::move(*paper);
    const ScriptArgument* right = reader.takeKey("right");
    if (right == nullptr) {
        return reader.error("right=LETTER is missing: which choice is right?");
    }
    if (auto read = readQuestion(reader, question); !read) {
        return read.error();
    }
    const std::string_view letter = CaseReader::valueOf(*right);
    question.right =
        letter.size() == 1 ? static_cast<std::size_t>(letter[0]) - 'A' : question.choices.size();
    if (question.right >= question.choices.size()) {
        return reader.error(*right, "no choice is called \"" + std::string(letter) + "\"");
    }
    return ActionPointer(std::make_unique<AskQuestion>(std::move(question)));
}

Result<ActionPointer> parseName(CaseReader& reader, Scope& scope) {
    auto name = needName(reader, "a name");
    if (!name) {
        return name.error();
    }
    auto nodes = needNodes(reader, scope, "who it is for");
    if (!nodes) {
        return nodes.error();
    }
    scope.names.insert(*name);
    return makeAction([name = *name, nodes = *nodes](ScenarioWorld& world) -> Result<void> {
        auto all = nodes.resolve(world);
        if (!all) {
            return all.error();
        }
        world.names[name] = std::move(*all);
        return {};
    });
}

Result<ActionPointer> parseNote(CaseReader& reader, Scope& scope) {
    auto name = needName(reader, "a name");
    if (!name) {
        return name.error();
    }
    auto word = reader.needWord("a quantity");
    if (!word) {
        return word.error();
    }
    const auto quantity = parseQuantity((*word)->text);
    if (!quantity) {
        return reader.error(**word, "\"" + (*word)->text + "\" is no quantity of a node");
    }
    auto node = needNodes(reader, scope);
    if (!node) {
        return node.error();
    }
    scope.values.insert(*name);
    return makeAction(
        [name = *name, quantity = *quantity, node = *node](ScenarioWorld& world) -> Result<void> {
            auto one = node.resolveOne(world);
            auto value = one ? read(quantity, world, *world.stage.find(*one)) : one.error();
            if (!value) {
                return value.error();
            }
            world.values[name] = *value;
            return {};
        });
}

}  // namespace

ActionParser findTextAction(std::string_view command) {
    constexpr std::array<NamedParser, 4> kParsers{{{"caption", &parseCaption},
                                                   {"ask", &parseAsk},
                                                   {"name", &parseName},
                                                   {"note", &parseNote}}};
    return findIn(kParsers, command);
}

}  // namespace quorate::stage
