<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<TS version="2.1" language="en_US">
    <context>
        <name>DropFrame</name>
        <message numerus="yes">
            <source>Add %n competition(s)</source>
            <translation>
                <numerusform>Add %n competition</numerusform>
                <numerusform>Add %n competitions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ContractFacts</name>
        <message numerus="yes">
            <source>; classes %1 and %n more</source>
            <translation>
                <numerusform>; classes %1 and %n more</numerusform>
                <numerusform>; classes %1 and %n more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>; %n missing</source>
            <translation>
                <numerusform>; %n missing</numerusform>
                <numerusform>; %n missing</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n, each with %1 % of the rows sealed</source>
            <translation>
                <numerusform>%n, each with %1 % of the rows sealed</numerusform>
                <numerusform>%n, each with %1 % of the rows sealed</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>NotificationPolicy</name>
        <message numerus="yes">
            <source>%n job(s) completed.</source>
            <translation>
                <numerusform>%n job completed.</numerusform>
                <numerusform>%n jobs completed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) failed.</source>
            <translation>
                <numerusform>%n job failed.</numerusform>
                <numerusform>%n jobs failed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) need you.</source>
            <translation>
                <numerusform>%n job need you.</numerusform>
                <numerusform>%n jobs need you.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PageFiles</name>
        <message numerus="yes">
            <source>%n file(s), %1</source>
            <translation>
                <numerusform>%n file, %1</numerusform>
                <numerusform>%n files, %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::AccountPage</name>
        <message numerus="yes">
            <source>Kaggle did not answer within %n second(s).</source>
            <translation>
                <numerusform>Kaggle did not answer within %n second.</numerusform>
                <numerusform>Kaggle did not answer within %n seconds.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::AddBar</name>
        <message numerus="yes">
            <source>Enter adds %n competition(s): %1</source>
            <translation>
                <numerusform>Enter adds %n competition: %1</numerusform>
                <numerusform>Enter adds %n competitions: %1</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n more line(s) were not recognised.</source>
            <translation>
                <numerusform>%n more line was not recognised.</numerusform>
                <numerusform>%n more lines were not recognised.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::CodePage</name>
        <message numerus="yes">
            <source>%1 in %n view(s)</source>
            <translation>
                <numerusform>%1 in %n view</numerusform>
                <numerusform>%1 in %n views</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::CsvPane</name>
        <message numerus="yes">
            <source>%Ln row(s)</source>
            <translation>
                <numerusform>%Ln row</numerusform>
                <numerusform>%Ln rows</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln column(s)</source>
            <translation>
                <numerusform>%Ln column</numerusform>
                <numerusform>%Ln columns</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s) copied</source>
            <translation>
                <numerusform>%Ln row copied</numerusform>
                <numerusform>%Ln rows copied</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::FileModel</name>
        <message numerus="yes">
            <source>%1 (%n file(s))</source>
            <extracomment>A file name that stands for %n files that are alike</extracomment>
            <translation>
                <numerusform>%1 (%n file)</numerusform>
                <numerusform>%1 (%n files)</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::FilterBar</name>
        <message numerus="yes">
            <source>%1 of %n job(s)</source>
            <translation>
                <numerusform>%1 of %n job</numerusform>
                <numerusform>%1 of %n jobs</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n status(es)</source>
            <translation>
                <numerusform>%n status</numerusform>
                <numerusform>%n statuses</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::FilterChip</name>
        <message numerus="yes">
            <source>%1, %n job(s)</source>
            <extracomment>Name of a filter button for screen readers: a status, and how many jobs have it</extracomment>
            <translation>
                <numerusform>%1, %n job</numerusform>
                <numerusform>%1, %n jobs</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::FindingModel</name>
        <message numerus="yes">
            <source>%Ln cell(s)</source>
            <translation>
                <numerusform>%Ln cell</numerusform>
                <numerusform>%Ln cells</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln row(s)</source>
            <translation>
                <numerusform>%Ln row</numerusform>
                <numerusform>%Ln rows</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln id(s)</source>
            <translation>
                <numerusform>%Ln id</numerusform>
                <numerusform>%Ln ids</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::JobDeedActions</name>
        <message numerus="yes">
            <source>%n job(s) started again.</source>
            <translation>
                <numerusform>%n job started again.</numerusform>
                <numerusform>%n jobs started again.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) cancelled.</source>
            <translation>
                <numerusform>%n job cancelled.</numerusform>
                <numerusform>%n jobs cancelled.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) removed.</source>
            <translation>
                <numerusform>%n job removed.</numerusform>
                <numerusform>%n jobs removed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) moved in the queue.</source>
            <translation>
                <numerusform>%n job moved in the queue.</numerusform>
                <numerusform>%n jobs moved in the queue.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n file(s) copied; paste into a folder or a form.</source>
            <translation>
                <numerusform>%n file copied; paste into a folder or a form.</numerusform>
                <numerusform>%n files copied; paste into a folder or a form.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n path(s) copied.</source>
            <translation>
                <numerusform>%n path copied.</numerusform>
                <numerusform>%n paths copied.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::JobModel</name>
        <message numerus="yes">
            <source>%1: %2 ± %3 over %n sealed view(s), %4 is better</source>
            <translation>
                <numerusform>%1: %2 ± %3 over %n sealed view, %4 is better</numerusform>
                <numerusform>%1: %2 ± %3 over %n sealed views, %4 is better</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::ListUndo</name>
        <message numerus="yes">
            <source>%n job(s) are back.</source>
            <translation>
                <numerusform>%n job is back.</numerusform>
                <numerusform>%n jobs are back.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) removed again.</source>
            <translation>
                <numerusform>%n job removed again.</numerusform>
                <numerusform>%n jobs removed again.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) go on.</source>
            <translation>
                <numerusform>%n job goes on.</numerusform>
                <numerusform>%n jobs go on.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) cancelled again.</source>
            <translation>
                <numerusform>%n job cancelled again.</numerusform>
                <numerusform>%n jobs cancelled again.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) moved back.</source>
            <translation>
                <numerusform>%n job moved back.</numerusform>
                <numerusform>%n jobs moved back.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) moved again.</source>
            <translation>
                <numerusform>%n job moved again.</numerusform>
                <numerusform>%n jobs moved again.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::LogPage</name>
        <message numerus="yes">
            <source>the first %Ln hit(s)</source>
            <translation>
                <numerusform>the first %Ln hit</numerusform>
                <numerusform>the first %Ln hits</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln hit(s)</source>
            <translation>
                <numerusform>%Ln hit</numerusform>
                <numerusform>%Ln hits</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Errors, %n line(s)</source>
            <translation>
                <numerusform>Errors, %n line</numerusform>
                <numerusform>Errors, %n lines</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Warnings, %n line(s)</source>
            <translation>
                <numerusform>Warnings, %n line</numerusform>
                <numerusform>Warnings, %n lines</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Info, %n line(s)</source>
            <translation>
                <numerusform>Info, %n line</numerusform>
                <numerusform>Info, %n lines</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln line(s)</source>
            <translation>
                <numerusform>%Ln line</numerusform>
                <numerusform>%Ln lines</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln line(s) folded</source>
            <translation>
                <numerusform>%Ln line folded</numerusform>
                <numerusform>%Ln lines folded</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>only the first %Ln line(s) copied</source>
            <translation>
                <numerusform>only the first %Ln line copied</numerusform>
                <numerusform>only the first %Ln lines copied</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln line(s) copied</source>
            <translation>
                <numerusform>%Ln line copied</numerusform>
                <numerusform>%Ln lines copied</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::LogView</name>
        <message numerus="yes">
            <source>%Ln new line(s)</source>
            <translation>
                <numerusform>%Ln new line</numerusform>
                <numerusform>%Ln new lines</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%Ln line(s)</source>
            <extracomment>Log: so many equal lines, folded into one</extracomment>
            <translation>
                <numerusform>%Ln line</numerusform>
                <numerusform>%Ln lines</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::MainWindow</name>
        <message numerus="yes">
            <source>%n competition(s) are being worked on already.</source>
            <translation>
                <numerusform>%n competition is being worked on already.</numerusform>
                <numerusform>%n competitions are being worked on already.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of these competitions were done before.</source>
            <translation>
                <numerusform>%n of these competitions was done before.</numerusform>
                <numerusform>%n of these competitions were done before.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n job(s) are not over.</source>
            <translation>
                <numerusform>%n job is not over.</numerusform>
                <numerusform>%n jobs are not over.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::OverviewPage</name>
        <message numerus="yes">
            <source>%n sealed view(s)</source>
            <translation>
                <numerusform>%n sealed view</numerusform>
                <numerusform>%n sealed views</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::SentPane</name>
        <message numerus="yes">
            <source>Show all %n submission(s)</source>
            <translation>
                <numerusform>Show %n submission</numerusform>
                <numerusform>Show all %n submissions</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::SubmissionPage</name>
        <message numerus="yes">
            <source>%Ln row(s)</source>
            <translation>
                <numerusform>%Ln row</numerusform>
                <numerusform>%Ln rows</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::SubmitDialog</name>
        <message numerus="yes">
            <source>%n submission(s) left in all</source>
            <translation>
                <numerusform>%n submission left in all</numerusform>
                <numerusform>%n submissions left in all</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%1 of %n submission(s) left today</source>
            <translation>
                <numerusform>%1 of %n submission left today</numerusform>
                <numerusform>%1 of %n submissions left today</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n submission(s) left today</source>
            <translation>
                <numerusform>%n submission left today</numerusform>
                <numerusform>%n submissions left today</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>solver::VerdictText</name>
        <message numerus="yes">
            <source>%n finding(s), all repaired; the original file is kept.</source>
            <translation>
                <numerusform>%n finding, all repaired; the original file is kept.</numerusform>
                <numerusform>%n findings, all repaired; the original file is kept.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n finding(s), %1 of them repaired; the original file is kept.</source>
            <translation>
                <numerusform>%n finding, %1 of them repaired; the original file is kept.</numerusform>
                <numerusform>%n findings, %1 of them repaired; the original file is kept.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n finding(s).</source>
            <translation>
                <numerusform>%n finding.</numerusform>
                <numerusform>%n findings.</numerusform>
            </translation>
        </message>
    </context>
</TS>
