"""Words that tell columns and values that speak of a person: kept apart from the rules that use them."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NAME_COLUMNS = _words(
    """
    forename forenames surname surnames firstname lastname middlename fullname givenname familyname
    maidenname personname victimname suspectname offendername callername witnessname patientname
    tenantname
    """
)
"""A column whose name holds one of these, joined or as words, holds people's names."""

NAME_PAIRS = _words(
    """
    first last middle full given family maiden preferred
    """
)
"""With "name" after it, the same."""

PEOPLE = _words(
    """
    victim victims suspect suspects offender offenders complainant caller informant witness patient
    tenant resident occupant officer person subject customer client applicant licensee owner contact
    reporter child parent mother father guardian pupil student defendant nominal driver supervisor dps
    reportee aggrieved
    """
)
"""Whom a column may be about; with "name" in it, it holds their names."""

TITLES = r"(?:\b(?i:mr|mrs|mx)\.?|\b(?:Miss|Ms|MISS|MS)\b)\s+(?:[A-Z]\.?\s+)?[A-Z][A-Za-z'-]+"
"""A form of address with a name behind it, for RE2."""

NOT_A_PERSON = _words(
    """
    street road lane avenue drive close way court place terrace gardens grove crescent square hill park
    green row walk rise view gate mews inn arms hotel bar pub club tavern house head hall school church
    centre center station bridge cross ward north south east west cafe restaurant shop store stores
    hospital academy college university heights village beach island river parkway boulevard estate rest
    oak lion hart bell anchor crown street/road ltd limited plc
    """
)
"""A word that makes "Victoria Road" or "George Hotel" no person."""

FIRST_NAMES = _words(
    """
    aaron abdul abdullah abigail adam adele adrian ahmed aidan aisha alan alana albert alex alexander
    alexandra alfie alfred ali alice alison amanda amber amelia amina amy andrea andrew angela anita ann
    anna anne annette annie anthony antonia archie arthur ashley ava barbara barry beatrice becky ben
    benjamin bernard beth bethany betty beverley bill billy brandon brenda brian bridget bruce bryan
    callum cameron carl carla carmen carol carole caroline catherine cathy charles charlie charlotte
    chelsea cheryl chloe chris christian christina christine christopher claire clare clive colin connor
    courtney craig daisy dale daniel danielle darren dave david dawn dean deborah debbie debra denise
    dennis derek diana diane dominic donald donna dorothy douglas duncan dylan edward eileen elaine
    eleanor elizabeth ella ellen ellie emily emma eric erin ethan eva evelyn evie faith farah fatima
    faye fiona florence frances francis frank fred freddie freya gareth gary gavin gemma geoff geoffrey
    george georgia georgina gerald gerard gillian glen gloria gordon grace graham grant greg gregory
    gwen hamza hannah harriet harrison harry hassan hayley hazel heather heidi helen helena henry holly
    howard hugh hugo hussain ian ibrahim imran irene iris isaac isabel isabella isabelle isla ivan ivy
    jack jackie jackson jacob jacqueline jade jake james jamie jan jane janet janice jasmine jason jay
    jean jeff jeffrey jennifer jenny jeremy jessica jill jim jo joan joanna joanne jodie joe joel john
    jonathan jordan joseph josephine josh joshua joy joyce juan judith judy julia julian julie june
    justin karen karl kate katherine kathleen kathryn katie kay keith kelly kenneth kerry kevin khalid
    kieran kim kimberley kirsty kyle laura lauren lawrence leah leanne lee leo leon leonard leslie lewis
    liam lily linda lindsay lisa logan lorna lorraine louis louise lucas lucy luke lydia lynn lynne
    maisie malcolm marc marcus margaret maria marie marilyn marion mark martin mary mason matilda
    matthew maureen max maxine megan melanie melissa mia michael michelle mick mike millie mohamed
    mohammad mohammed moira molly monica muhammad nadia nancy naomi natalie natasha nathan neil niamh
    nicholas nicola nicole nigel noah noor norma norman oliver olivia omar oscar owen pamela pat
    patricia patrick paul paula pauline peggy peter philip phillip phoebe poppy priya rachael rachel
    ralph raymond rebecca reece rhys richard rita rob robert roberta robin roger ronald rory rosemary
    rosie ross roy ruby russell ruth ryan sadia sally sam samantha samuel sandra sara sarah scott sean
    sebastian sharon shaun sheila shirley sian simon siobhan sophia sophie stacey stanley stephanie
    stephen steve steven stewart stuart susan suzanne sylvia tanya tara teresa terence terry tessa theo
    theresa thomas tim timothy tina toby todd tom tony tracey tracy trevor tyler valerie vanessa vera
    veronica vicky victor victoria vincent violet vivian wayne wendy will william willow yasmin yusuf
    yvonne zac zachary zahra zara zoe
    """
)
"""Common first names in the United Kingdom, by the Office for National Statistics' lists of names."""

YES_NO = _words(
    """
    y n yes no true false t f 0 1 unknown none n/a na not applicable
    """
)
