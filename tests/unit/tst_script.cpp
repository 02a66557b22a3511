// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include <cstdint>
#include <string>
#include <vector>

#include "engine/stage/script.h"
#include "tests/unit/raft_values.h"

using quorate::ErrorCode;
using quorate::stage::parseBoolean;
using quorate::stage::parseNumber;
using quorate::stage::parseScript;
using quorate::stage::ScriptArgument;
using quorate::stage::ScriptCase;

namespace {

using Texts = std::vector<std::string>;

/// The one case of a script that consists of this command.
ScriptCase caseOf(const std::string& command) {
    const auto cases = parseScript(command + "\n----\n");
    return cases && cases->size() == 1 ? cases->front() : ScriptCase();
}

std::string errorOf(const std::string& text) {
    const auto cases = parseScript(text);
    return cases ? "no error" : cases.error().message;
}

}  // namespace

class ScriptTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aScriptWithoutCasesIsEmpty_data();
    void aScriptWithoutCasesIsEmpty();
    void casesAreSeparatedByBlankLines();
    void casesKnowTheirLines();
    void inputStandsBeforeTheSeparator();
    void outputReachesToTheNextBlankLine();
    void commentsBetweenCasesArePassedOver();
    void aHashWithinInputOrOutputIsNoComment();
    void linesMayEndWithCarriageReturns();
    void theLastLineNeedsNoEnd();
    void inAScenarioTheSeparatorMayBeLeftOut();
    void commandsAndArgumentsKnowTheirColumns();
    void argumentsAreWordsOrKeysWithValues();
    void anArgumentKeepsWhatWasWritten();
    void listsMayHoldSpaces();
    void listsMayBeEmpty();
    void whatFollowsAListIsAnArgumentOfItsOwn();
    void onlyWordsAreWords();
    void argumentsAreFoundByTheirKeys();
    void aScriptThatIsNoneSaysWhere_data();
    void aScriptThatIsNoneSaysWhere();
    void numbersAreDecimalAndWhole_data();
    void numbersAreDecimalAndWhole();
    void booleansAreTrueOrFalse();
};

void ScriptTest::aScriptWithoutCasesIsEmpty_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << "";
    QTest::newRow("blank lines") << "\n \n\t\n";
    QTest::newRow("comments") << "# one\n\n# two";
}

void ScriptTest::aScriptWithoutCasesIsEmpty() {
    QFETCH(QString, text);
    const auto cases = parseScript(text.toStdString());
    QVERIFY(cases.has_value());
    QVERIFY(cases->empty());
}

void ScriptTest::casesAreSeparatedByBlankLines() {
    const auto cases = parseScript("one\n----\n1\n\n\n\ntwo\n----\n\nthree\n----\n3\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->size(), std::size_t{3});
    QCOMPARE((*cases)[0].command, std::string("one"));
    QCOMPARE((*cases)[0].expected, std::string("1\n"));
    QCOMPARE((*cases)[1].command, std::string("two"));
    QCOMPARE((*cases)[1].expected, std::string());
    QCOMPARE((*cases)[2].expected, std::string("3\n"));
}

void ScriptTest::casesKnowTheirLines() {
    const auto cases = parseScript("# about\n\none\n----\nok\n\ntwo\nx\n----\nok\n");
    QVERIFY(cases.has_value());
    QCOMPARE((*cases)[0].line, std::size_t{3});
    QCOMPARE((*cases)[1].line, std::size_t{7});
}

void ScriptTest::inputStandsBeforeTheSeparator() {
    const auto cases = parseScript("change 1\nv1 v2\n  r3\n----\nok\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->front().input, std::string("v1 v2\n  r3\n"));
    QCOMPARE(cases->front().expected, std::string("ok\n"));
}

void ScriptTest::outputReachesToTheNextBlankLine() {
    const auto cases = parseScript("one\n----\n> 1 x\n  ----\n----\n  y\n\ntwo\n----\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->front().expected, std::string("> 1 x\n  ----\n----\n  y\n"));
    QCOMPARE(cases->size(), std::size_t{2});
}

void ScriptTest::commentsBetweenCasesArePassedOver() {
    const auto cases = parseScript("# a\none\n----\nok\n\n# b\n# c\n\ntwo\n----\nok\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->size(), std::size_t{2});
    QCOMPARE((*cases)[1].command, std::string("two"));
}

void ScriptTest::aHashWithinInputOrOutputIsNoComment() {
    const auto cases = parseScript("one\n# input\n----\n# output\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->front().input, std::string("# input\n"));
    QCOMPARE(cases->front().expected, std::string("# output\n"));
}

void ScriptTest::linesMayEndWithCarriageReturns() {
    const auto cases = parseScript("one 1\r\nx\r\n----\r\nok\r\n\r\ntwo\r\n----\r\nok\r\n");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->size(), std::size_t{2});
    QCOMPARE(cases->front().arguments.front().text, std::string("1"));
    QCOMPARE(cases->front().input, std::string("x\n"));
    QCOMPARE(cases->front().expected, std::string("ok\n"));
}

void ScriptTest::theLastLineNeedsNoEnd() {
    const auto cases = parseScript("one\n----\nok");
    QVERIFY(cases.has_value());
    QCOMPARE(cases->front().expected, std::string("ok\n"));
    QVERIFY(parseScript("one\n----").has_value());
}

void ScriptTest::inAScenarioTheSeparatorMayBeLeftOut() {
    const auto cases = parseScript("one\ntext\n\ntwo\n----\nok\n\n# about\nthree",
                                   quorate::stage::ScriptForm::Scenario);
    QVERIFY(cases.has_value());
    QCOMPARE(cases->size(), std::size_t{3});
    QCOMPARE((*cases)[0].input, std::string("text\n"));
    QVERIFY(!(*cases)[0].hasSeparator);
    QVERIFY((*cases)[1].hasSeparator);
    QCOMPARE((*cases)[1].expected, std::string("ok\n"));
    QCOMPARE((*cases)[2].command, std::string("three"));
    QCOMPARE((*cases)[2].line, std::size_t{9});
}

void ScriptTest::commandsAndArgumentsKnowTheirColumns() {
    const ScriptCase parsed = caseOf(" deliver 1  drop=(3, 4) x");
    QCOMPARE(parsed.column, std::size_t{2});
    QCOMPARE(parsed.arguments[0].column, std::size_t{10});
    QCOMPARE(parsed.arguments[1].column, std::size_t{13});
    QCOMPARE(parsed.arguments[2].column, std::size_t{25});
}

void ScriptTest::argumentsAreWordsOrKeysWithValues() {
    const ScriptCase parsed = caseOf("  deliver 1\t2 drop=(3,4)   type=MsgApp empty= ");
    QCOMPARE(parsed.command, std::string("deliver"));
    QCOMPARE(parsed.arguments.size(), std::size_t{5});
    QCOMPARE(parsed.arguments[0].key, std::string("1"));
    QVERIFY(parsed.arguments[0].values.empty());
    QCOMPARE(parsed.arguments[1].key, std::string("2"));
    QCOMPARE(parsed.arguments[2].key, std::string("drop"));
    QVERIFY((parsed.arguments[2].values == Texts{"3", "4"}));
    QCOMPARE(parsed.arguments[3].key, std::string("type"));
    QVERIFY((parsed.arguments[3].values == Texts{"MsgApp"}));
    QVERIFY((parsed.arguments[4].values == Texts{""}));
}

void ScriptTest::anArgumentKeepsWhatWasWritten() {
    const ScriptCase parsed = caseOf("propose 1 \"a\"=b=(c)");
    QCOMPARE(parsed.arguments[1].text, std::string("\"a\"=b=(c)"));
    QCOMPARE(parsed.arguments[1].key, std::string("\"a\""));
    QVERIFY((parsed.arguments[1].values == Texts{"b=(c)"}));
}

void ScriptTest::listsMayHoldSpaces() {
    const ScriptCase parsed = caseOf("x voters=( 1 , 2,3 ) 4");
    QCOMPARE(parsed.arguments.size(), std::size_t{2});
    QVERIFY((parsed.arguments[0].values == Texts{"1", "2", "3"}));
    QCOMPARE(parsed.arguments[0].text, std::string("voters=( 1 , 2,3 )"));
}

void ScriptTest::listsMayBeEmpty() {
    QVERIFY(caseOf("x voters=()").arguments.front().values.empty());
    QVERIFY(caseOf("x voters=( )").arguments.front().values.empty());
    QVERIFY((caseOf("x voters=(,)").arguments.front().values == Texts{"", ""}));
}

void ScriptTest::whatFollowsAListIsAnArgumentOfItsOwn() {
    const ScriptCase parsed = caseOf("x drop=(1)2");
    QCOMPARE(parsed.arguments.size(), std::size_t{2});
    QCOMPARE(parsed.arguments[1].text, std::string("2"));
}

void ScriptTest::onlyWordsAreWords() {
    QVERIFY((caseOf("x 1 a=2 b=(3) 4 c=").words() == Texts{"1", "4"}));
}

void ScriptTest::argumentsAreFoundByTheirKeys() {
    const ScriptCase parsed = caseOf("x from a=1 from=2 from=3");
    const ScriptArgument* from = parsed.find("from");
    QVERIFY(from != nullptr);  // the first one with a value
    QVERIFY((from->values == Texts{"2"}));
    QVERIFY(parsed.find("to") == nullptr);
}

void ScriptTest::aScriptThatIsNoneSaysWhere_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("error");
    QTest::newRow("no separator") << "one\n"
                                  << "line 1, column 1: this command has no line \"----\"";
    QTest::newRow("no separator at the end")
        << "one\n----\nok\n\ntwo 2\nx\n"
        << "line 5, column 1: this command has no line \"----\"";
    QTest::newRow("a blank line before the separator")
        << "one\nx\n\n----\nok\n"
        << "line 3, column 1: the command of line 1 has no line \"----\"";
    QTest::newRow("a list without an end") << "\none 1 drop=(1,2 3\n----\n"
                                           << "line 2, column 12: this list has no end";
    QTest::newRow("the second list of two") << "one a=(1) b=(2\n----\n"
                                            << "line 1, column 13: this list has no end";
}

void ScriptTest::aScriptThatIsNoneSaysWhere() {
    QFETCH(QString, text);
    QFETCH(QString, error);
    QCOMPARE(errorOf(text.toStdString()), error.toStdString());
    QCOMPARE(parseScript(text.toStdString()).error().code, ErrorCode::Malformed);
}

void ScriptTest::numbersAreDecimalAndWhole_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<quint64>("number");
    QTest::newRow("zero") << "0" << true << quint64{0};
    QTest::newRow("largest") << "18446744073709551615" << true << ~quint64{0};
    QTest::newRow("too large") << "18446744073709551616" << false << quint64{0};
    QTest::newRow("negative") << "-1" << false << quint64{0};
    QTest::newRow("hexadecimal") << "0x1" << false << quint64{0};
    QTest::newRow("with something behind") << "1a" << false << quint64{0};
    QTest::newRow("with a space") << " 1" << false << quint64{0};
    QTest::newRow("nothing") << "" << false << quint64{0};
}

void ScriptTest::numbersAreDecimalAndWhole() {
    QFETCH(QString, text);
    QFETCH(bool, isNumber);
    QFETCH(quint64, number);
    const auto parsed = parseNumber(text.toStdString(), "the count");
    QCOMPARE(parsed.has_value(), isNumber);
    if (isNumber) {
        QCOMPARE(quint64{*parsed}, number);
    } else {
        QCOMPARE(parsed.error().code, ErrorCode::Malformed);
        QCOMPARE(parsed.error().message,
                 "the count must be a number, not \"" + text.toStdString() + "\"");
    }
}

void ScriptTest::booleansAreTrueOrFalse() {
    QVERIFY(*parseBoolean("true", "it"));
    QVERIFY(!*parseBoolean("false", "it"));
    QCOMPARE(parseBoolean("yes", "it").error().message,
             std::string("it must be true or false, not \"yes\""));
    QCOMPARE(parseBoolean("", "it").error().code, ErrorCode::Malformed);
}

QTEST_APPLESS_MAIN(ScriptTest)
#include "tst_script.moc"
