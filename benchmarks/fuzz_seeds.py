"""Tiny inputs to start the fuzzer from: written by hand for each platform and variant, and cut from real exports.

An input is the bytes of a file; where a reader takes a codebook too, the codebook follows after ``CODEBOOK``.
"""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks import fuzz_containers as containers
from benchmarks.fuzz_tables import Table, parsed

CODEBOOK = b"\n%%%codebook%%%\n"
REAL = Path(__file__).parents[1].parent / "shared" / "exports"

_QUALTRICS_META = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId"
_QUALTRICS_IDS = ",".join(
    f'"{{""ImportId"":""{name}"",""timeZone"":""Z""}}"'
    for name in ("startDate", "endDate", "status", "ipAddress", "progress", "duration", "finished", "recordedDate", "_recordId")
)
_REDCAP_HEAD = (
    '"Variable / Field Name","Form Name","Section Header","Field Type","Field Label","Choices, Calculations, OR Slider Labels",'
    '"Field Note","Text Validation Type OR Show Slider Number","Text Validation Min","Text Validation Max",Identifier?,'
    '"Branching Logic (Show field only if...)","Required Field?","Custom Alignment","Question Number (surveys only)",'
    '"Matrix Group Name","Matrix Ranking?","Field Annotation"\n'
)
_REDCAP_DICTIONARY = _REDCAP_HEAD + (
    "record_id,intake,,text,Record ID,,,,,,,,,,,,,\n"
    'role,intake,,radio,Your role,"1, Nurse | 2, Doctor | -99, Other",,,,,,,,,,,,\n'
    "used,intake,,yesno,Ever used?,,,,,,,,,,,,,\n"
    'aids,intake,,checkbox,Which aids?,"1, Phone | 2, Video | -9, None",,,,,,"[used] = \'1\'",,,,,,\n'
    'm1,views,Rate,radio,It is easy,"1, No | 2, Yes | 3, N/A",,,,,,,,,,views_m,,\n'
    'm2,views,,radio,It is safe,"1, No | 2, Yes | 3, N/A",,,,,,,,,,views_m,,\n'
    "age,views,,text,<b>Age</b>,,,integer,18,99,,,,,,,,\n"
    "mail,views,,text,E-mail,,,email,,,y,,,,,,,\n"
    "total,views,,calc,Sum,[m1]+[m2],,,,,,,,,,,,\nnote,views,,descriptive,Thanks,,,,,,,,,,,,,\n"
)

#: Text exports by platform; pairs are (file, codebook).
_TEXTS: dict[str, tuple[str | tuple[str, str], ...]] = {
    "qualtrics": (
        f"{_QUALTRICS_META},Q1,Q2_1,Q2_2,Q3,Q3_9_TEXT\r\n"
        "Start Date,End Date,Response Type,IP Address,Progress,Duration (in seconds),Finished,Recorded Date,Response ID,"
        'Role?,"Rate - It is easy","Rate - It is safe",Which? - Selected Choice,Which? - Other - Text\r\n'
        f'{_QUALTRICS_IDS},"{{""ImportId"":""QID1""}}","{{""ImportId"":""QID2_1""}}","{{""ImportId"":""QID2_2""}}",'
        '"{""ImportId"":""QID3""}","{""ImportId"":""QID3_9_TEXT""}"\r\n'
        "2026-11-02 10:00:00,2026-11-02 10:05:00,IP Address,192.0.2.1,100,300,True,2026-11-02 10:05:01,R_1aaaaaaaaaaa,"
        'Nurse,Agree,Disagree,"Phone,Video",\r\n'
        "2026-11-02 10:00:00,2026-11-02 10:05:00,Survey Preview,,40,30,False,2026-11-02 10:05:01,R_2aaaaaaaaaaa,"
        "Doctor,Disagree,Agree,Other,fax\r\n",
        f"{_QUALTRICS_META},DistributionChannel,Q1_1,Q1_2,Q4#1_1,Q4#2_1\n"
        "Start,End,Type,IP,Progress,Duration,Finished,Recorded,Response ID,Channel,Aids - Phone,Aids - Video,Use - Now,"
        "Use - Later\n"
        f'{_QUALTRICS_IDS},"{{""ImportId"":""distributionChannel""}}","{{""ImportId"":""QID1"",""choiceId"":""1""}}",'
        '"{""ImportId"":""QID1"",""choiceId"":""2""}","{""ImportId"":""QID4#1_1""}","{""ImportId"":""QID4#2_1""}"\n'
        '11/2/2026 10:00,11/13/2026 10:05,0,,100,9,1,11/2/2026 10:05,R_1,anonymous,1,,"3,4",12\n'
        "11/2/2026 10:00,11/2/2026 10:05,1,,100,9,1,11/2/2026 10:05,R_2,preview,,1,11,-1\n",
        "\ufeffV1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,Q2_1,LocationLatitude,LocationAccuracy,\n"
        "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,"
        "Role?,Rate-It is easy,LocationLatitude,LocationAccuracy,\n"
        "R_2a,Default Response Set,Anonymous,,,192.0.2.1,0,2017-07-18 08:28:09,2017-07-18 08:28:48,1,1,5,47.0,-1,\n",
        "ResponseID,ResponseSet,StartDate,EndDate,Finished,Q1,Q2\r\nResponse ID,Response Set,Start,End,Finished,Role?,Why?\r\n"
        "{'ImportId': 'responseID'},{'ImportId': 'rs'},{'ImportId': 'startDate'},{'ImportId': 'endDate'},"
        "{'ImportId': 'finished'},"
        "{'ImportId': 'QID6-3'},{'ImportId': 'QID7_TEXT'}\r\nR_1,Default,2017-01-02 03:04:05,2017-01-02 03:04:05,1,2,because\r\n",
    ),
    "surveymonkey": (
        "RespondentID,CollectorID,StartDate,EndDate,IP Address,Email Address,First Name,LastName,Custom Data,Role?,"
        '"How <strong>often</strong>, per week?",,Which aids? Please select all that apply.,,,Why?\r\n'
        "\x00,\x00,\x00,\x00,\x00,\x00,\x00,\x00,\x00,Response,It is easy,It is safe,Phone,Video,Other (please specify),"
        "Open-Ended Response\r\n"
        "3237565956,1,11/02/2026 10:00:00,11/02/2026 10:05:00,192.0.2.1,,,,,Nurse,Never<br>1,2,Phone,,,because\r\n"
        "3237565957,1,11/02/2026 10:00:00,11/02/2026 10:06:00,192.0.2.2,,,,,N/A,Always<br>5,Very\xa0much<br>5,,Video,fax,\r\n"
        "3237565958,1,11/02/2026 10:00:00,11/02/2026 10:06:00,192.0.2.3,,,,,,,,,,,\r\n",
        "Respondent ID,Collector ID,Start Date,End Date,Gender,,Age,,,Favourite,,\n,,,,Male,Female,18-29,30-44,> 60,A,"
        "B,Response\n"
        "1,2,11/13/2026 10:00:00 AM,11/13/2026 10:05:00 PM,Male,,,30-44,,A,,\n2,2,,,,Female,18-29,,,,B,x\n",
        "RespondentID,Do you agree?,Gender\n,Response,Response\n1,Yes,Male\n2,No,Female\n",
    ),
    "googleforms": (
        'Timestamp,Email Address,Role?,Rate [It is easy],"Rate [It is (really) safe, even @ home]",Which aids?,Why?\n'
        '11/2/2026 10:00:00,a@b.org,Nurse,Agree,Disagree,"Phone, Mixed (talks, papers), Video",because\n'
        '11/13/2026 10:00:00,,Doctor,Agree,N/A,"Phone, Video",\n,,,,,,\n',
        "\ufeffTimestamp,Username,Score,Rate [Row 1],Rate [Row 2],How far? [1 to 5]\r\n"
        "2026/11/02 10:00:00 AM GMT-7,x,5 / 10,1,2,3\r\n2026/11/02 1:00:00 PM GMT-7,y,3 / 10,2,,5\r\n",
        "Horodateur,Quel rôle ?,Pourquoi ?\n02/11/2026 10:00:00,Infirmière,\n31/12/2026 10:00:00,Médecin,parce que\n",
    ),
    "redcap": (
        (
            "record_id,redcap_survey_identifier,intake_timestamp,role,used,aids___1,aids___2,aids____9,intake_complete,"
            "views_timestamp,m1,m2,age,mail,total,views_complete\n"
            '1,,"2026-11-02 10:00:00",1,1,1,0,0,2,"[not completed]",3,1,44,a@b.org,4,0\n'
            "2,,2026-11-02 10:01:00,-99,0,0,0,0,2,,,,,,,0\n3,,,,,0,0,0,0,,,,,,,0\n",
            _REDCAP_DICTIONARY,
        ),
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,redcap_data_access_group,role,"
        "aids___a,aids___b,intake_complete,bp_date,bp,bp_complete\n1,baseline_arm_1,,,site_a,2,1,0,2,,,\n"
        '1,baseline_arm_1,bp,1,site_a,,,,,2026-11-02,"1,54",2\n1,followup_arm_1,bp,2,site_a,,,,,2026-11-03,110,1\n'
        "2,baseline_arm_1,,,site_b,1,0,0,1,,,\n",
        '"Record ID","Survey Timestamp","Your role","Which aids? (choice=Phone)","Which aids? (choice=Video)",Complete?,'
        "Survey Timestamp,It is easy,Complete?\n1,2026-11-02 10:00:00,Nurse,Checked,Unchecked,Complete,[not completed],"
        "Yes,Incomplete\n"
        "2,,Doctor,Unchecked,Unchecked,Unverified,,,Incomplete\n",
        (
            "record_id,q1,q2,redcap_event_name,q_complete\n1,1,2,e1,2\n2,3,,e1,0\n",
            _REDCAP_HEAD + 'record_id,q,,text,ID,,,,,,,,,,,,,\nq1,q,,dropdown,One,"1, A|2, B | C",,,,,,,,,,,,\n'
            "q2,q,,slider,Two,Low | Mid | High,,number,,,,,,,,,,\n",
        ),
        _REDCAP_DICTIONARY,
    ),
    "limesurvey": (
        '"id","submitdate","lastpage","startlanguage","seed","startdate","datestamp","ipaddr","refurl","role","items[SQ001]",'
        '"items[SQ002]","aids[1]","aids[2]","aids[other]","why","interviewtime","groupTime1","roleTime"\n'
        '"1","2026-11-02 10:05:00","3","en","77","2026-11-02 10:00:00","2026-11-02 10:05:00","192.0.2.1","","A1",'
        '"AO01","AO02","Y","",'
        '"fax","because","300.5","100","3.2"\n'
        '"2","","1","de","78","2026-11-02 10:00:00","2026-11-02 10:05:00","","http://x.org/?uid=YQ==","-oth-","","","",'
        '"","","","","",""\n',
        '\ufeff"id. Antwort ID";"submitdate. Datum Abgeschickt";"lastpage. Letzte Seite";"startlanguage. Start-Sprache";'
        '"role. Your role?";"items[SQ001]. Rate [It is easy]";"items[SQ002]. Rate [It is safe]";"aids[1]. Aids? [Phone]"\r\n'
        '"1";"1980-01-01 00:00:00";"3";"de";"Nurse";"Agree";"N/A";"Yes"\r\n"2";"";"0";"en";"";"";"";""\r\n',
        '"Response ID","Date submitted","Last page","Start language","Your role?","Rate [It is easy]","Rate [It is safe]"\n'
        '"1","1980-01-01 00:00:00","3","en","Nurse","Agree","Disagree"\n"2","","1","en","N/A","",""\n',
        (
            '"id","submitdate","lastpage","startlanguage","role","items_SQ001","aids_1","aids_2"\n'
            '"1","1980-01-01 00:00:00","3","en","A1","AO01",1,0\n"2","","1","en","A2","AO02",0,""\n',
            'data <- read.csv("survey_1_R_data_file.csv", quote = "\'\\"", na.strings=c("", "\\"\\""),'
            " stringsAsFactors=FALSE)\n\n"
            '# LimeSurvey Field type: F\ndata[, 1] <- as.numeric(data[, 1])\nattributes(data)$variable.labels[1] <- "id"\n'
            'names(data)[1] <- "id"\nnames(data)[2] <- "submitdate"\n'
            'names(data)[3] <- "lastpage"\nnames(data)[4] <- "startlanguage"\n'
            "# LimeSurvey Field type: A\ndata[, 5] <- as.character(data[, 5])\n"
            'attributes(data)$variable.labels[5] <- "Your role?"\n'
            'data[, 5] <- factor(data[, 5], levels=c("A1","A2"),labels=c("Nurse", "Doctor"))\nnames(data)[5] <- "role"\n'
            'attributes(data)$variable.labels[6] <- "[It is \\"easy\\"] Rate"\ndata[, 6] <- factor(data[, 6],'
            ' levels=c("AO01","AO02"),'
            'labels=c("Agree", "Disagree"))\nnames(data)[6] <- "items_SQ001"\ndata[, 7] <- as.numeric(data[, 7])\n'
            'attributes(data)$variable.labels[7] <- "[Phone] Aids?"\ndata[, 7] <- factor(data[, 7], levels=c(1,0),'
            'labels=c("Yes", "Not selected"))\nnames(data)[7] <- "aids_1"\n'
            '# Variable name was incorrect and was changed from  to Q8.\nnames(data)[8] <- "aids_2"\n',
        ),
        "Response ID\tDate submitted\tLast page\tStart language\tYour role?\tRate\n"
        "id\tsubmitdate\tlastpage\tstartlanguage\trole\titems_SQ001\n"
        "1\t2026-11-02 10:00:00\t3\ten\tA1\t{lbrace}x{rbrace}{newline}{tab}\n2\t{question_not_shown}\t1\ten\t\t{cr}\n",
    ),
    "kobo": (
        '"start";"end";"deviceid";"staff/role";"staff/aids";"staff/aids/phone";"staff/aids/video";"staff/aids_other";"views/easy";'
        '"_gps_latitude";"_id";"_uuid";"_submission_time";"_validation_status";"_status";"_submitted_by";"__version__";"_tags";"_index"\n'
        '"2026-11-02T10:00:00.000-07:00";"2026-11-02T10:05:00.000-07:00";"x";"nurse";"phone video";"1";"1";"";"1";"47.0";"9";'
        '"aaaa-bb";"2026-11-02T17:05:00";"";"submitted_via_web";"";"vA";"";"1"\n'
        '"2026-11-02T10:00:00.000-07:00";"2026-11-02T10:05:00.000-07:00";"x";"doctor";"";"";"";"";"yes";"";"10";'
        '"aaaa-cc";"2026-11-02T17:05:01";"";"submitted_via_web";"";"vB";"";"2"\n',
        "start;end;Your role?;Which aids?;Which aids?/Phone;Which aids?/Video;How easy?;_id;_uuid;_submission_time;_index\n"
        "2026-11-02T10:00:00;2026-11-02T10:05:00;Nurse;Phone Video;1;1;Very;1;u1;2026-11-02T10:05:01;1\n"
        "2026-11-02T10:00:00;2026-11-02T10:05:00;Doctor;;0;0;;2;u2;2026-11-02T10:05:02;2\n",
        "SubmissionDate,start,end,role,aids,views-easy,meta-instanceID,KEY,SubmitterID,AttachmentsPresent,Status,"
        "ReviewState,Edits\n"
        "2026-11-02T10:05:00.000Z,,,nurse,phone video,1,uuid:1,uuid:1,,0,,,0\n",
    ),
    "alchemer": (
        '"Response ID","Time Started","Date Submitted","Status","Contact ID","Language","IP Address","Your role?",'
        '"It is easy:How much do you agree?\xa0","It is safe:How much do you agree?\xa0","Which aids?",'
        '"Other - Write In:Which aids?",'
        '"Phone:Use?","Video:Use?"\n'
        '"1","Nov 2, 2026 10:00:00 am","11/2/2026 10:05:00 AM","Complete","","English","192.0.2.1","Nurse","Agree","Disagree",'
        '"Phone;Video","","Phone",""\n"2","11/2/2026 10:00","","Partial","","","","Doctor","","","Other - Write In","fax","",""\n'
        '"3","","","Disqualified","","","","","","","","","",""\n',
        '"Time Started","Date Submitted","Status","How often?","Need #1:Which needs?"\n'
        '"12/13/2015 21:05","12/13/2015 21:07","Complete","Daily","a"\n"12/13/2015 21:05","12/13/2015 21:07","Partial","",""\n',
    ),
    "typeform": (
        "#,What is your role?,Phone,Video,None,Other,Ever used it?,How easy is it?,Phone,None,Other,"
        "Start Date (UTC),Submit Date (UTC),Network ID\n"
        "aa0,Nurse,Phone,,,,1,5,,None,,2026-11-02 10:00:00,2026-11-02 10:05:00,ff0\n"
        "aa1,Doctor,,,None,fax,0,3,Phone,,x,2026-11-02 10:00:00,2026-11-02 10:05:00,ff1\n",
        "\ufeff#,Hello?,*Which?*,Yes or no?,Response Type,Start Date (UTC),Stage Date (UTC),Submit Date (UTC),"
        "Network ID,Tags,Ending\n"
        "a,x,A,1,completed,2026-11-02 10:00:00,,2026-11-02 10:05:00,n,,default_tys\n"
        "b,,,,partial,2026-11-02 10:00:00,2026-11-02 10:01:00,,n,,\n",
    ),
    "plain": (
        "id,Timestamp,email,role,q1,q2,q3\n1,2026-11-02 10:00:00,a@b.org,Nurse,Agree,3,because\n2,13/11/2026 10:00,,Doctor,,5,\n",
        'Role;Easy;Safe;Aids\r\nNurse;1;2;a, b\r\nDoctor;2;;"c;d\ne"\r\n;;;\r\n',
        "\ufeffsep=;\r\nname;status;2\r\nx;done;1\r\n",
        "role\tWhy?\nnurse\tx\ndoctor\ty\n",
        "Part A,,Part B\nq1,q2,q3\n1,2,3\n",
        "role\nnurse\n",
    ),
    "msforms": (
        "ID,Start time,Completion time,Email,Name,Last modified time,Your role?,It is easy,It is safe,It is easy2,"
        "Which aids?,How far?\n"
        "1,45598.4,45598.5,anonymous,,,Nurse,Agree\xa0,Disagree,Agree,Phone;Video ;,4\n"
        "3,45598.4,45598.6,anonymous,,,Doctor,4,(4): x,,Video;,5\n",
        "ID,开始时间,完成时间,电子邮件,名称,您的职位?\n1,11/2/26 10:00:00,11/2/26 10:05:00,anonymous,,护士\n",
        "Id,Start time,Completion time,Email,Name,Q\n1,11/2/2026 10:00,11/2/2026 10:05,anonymous,,x;y;\n",
        "ID,Startzeit,Fertigstellungszeit,E-Mail,Name,Rolle?,Points - Rolle?,Feedback - Rolle?\n1,45598.4,45598.5,"
        "a@b.org,Jo,Pflege,1,\n",
    ),
}
#: Readers of statistics files, and the suffix of their files.
STATISTICS = {"spss": ".sav", "stata": ".dta"}


def seeds(platform: str) -> list[bytes]:
    """The inputs to start from for one reader, the shortest first; every seed is at most a few thousand bytes."""
    tables = [text if isinstance(text, tuple) else (text, "") for text in _TEXTS.get(platform, _TEXTS["plain"])]
    found = [_with_codebook(text.encode(), codebook.encode()) for text, codebook in tables]
    if platform == "plain":
        found += [
            write(table)
            for table in map(parsed, found)
            if table
            for write in (containers.xlsx, containers.ods, containers.parquet)
        ]
    if platform in ("msforms", "googleforms", "limesurvey", "kobo"):
        draw = random.Random(1)
        found += [containers.xlsx(table, draw) for table in map(parsed, [text.encode() for text, _ in tables]) if table]
    if platform in STATISTICS:
        found = list(_statistics(STATISTICS[platform]))
    found += list(_real(platform))
    return sorted(dict.fromkeys(found), key=len)


def _with_codebook(data: bytes, codebook: bytes) -> bytes:
    return data + CODEBOOK + codebook if codebook else data


def _statistics(suffix: str) -> list[bytes]:
    """Statistics files of the tables of several platforms, coded and labelled at random but always alike."""
    found = []
    for number, platform in enumerate(("plain", "qualtrics", "msforms", "limesurvey", "kobo") * 2):
        text = _TEXTS[platform][0]
        table = parsed((text if isinstance(text, str) else text[0]).encode())
        if table is not None:
            found.append(containers.statistics_file(suffix, table, random.Random(number)))
    return found


def _real(platform: str) -> list[bytes]:
    """Real exports, where they are present, cut to a few rows and columns."""
    found = []
    for path in sorted((REAL / platform).glob("*")):
        dictionary = path.with_name(path.name.replace("_data", "_dictionary"))
        if path.suffix == ".csv" and not path.stem.endswith("_dictionary") and (table := parsed(path.read_bytes()[:60_000])):
            codebook = dictionary.read_bytes() if dictionary != path and dictionary.exists() else b""
            cuts = ((0, 14),) if codebook else ((0, 14), (14, 30))
            data = [
                Table([row[a:b] for row in table.rows[:7]], table.delimiter, encoding=table.encoding).written(4_000)
                for a, b in cuts
            ]
            found += [_with_codebook(cut, codebook if len(codebook) < 4_000 else b"") for cut in data]
        elif path.suffix in (".sav", ".dta") and path.stat().st_size < 40_000:
            found.append(path.read_bytes())
        elif path.suffix == ".xlsx":
            found.append(_cut_workbook(path))
    return found


def _cut_workbook(path: Path) -> bytes:
    """The first rows and columns of a real workbook, in a small one."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        rows = book.get_sheet_by_index(0).to_python()[:6]
    return containers.xlsx(Table([[str(value) for value in row[:24]] for row in rows]), random.Random(2))
