"""Words that names are made of besides names: titles, suffixes, particles, degrees; and families that stand first."""

from __future__ import annotations

__all__ = [
    "COLLECTIVES",
    "DEGREES",
    "FAMILY_FIRST",
    "NOBILITY",
    "NUMERALS",
    "PARTICLES",
    "SPANISH_FAMILIES",
    "SUFFIXES",
    "TITLES",
    "WOMEN",
    "words",
]


def words(text: str) -> frozenset[str]:
    """The words of `text`."""
    return frozenset(text.split())


TITLES = words(
    "mr mrs ms miss mister mme mlle madame mademoiselle monsieur sir dame lady lord rev reverend revd dr doctor "
    "prof professor father fr brother sister mother saint st ste san santa santo pope cardinal archbishop bishop "
    "rabbi captain capt col colonel gen general lt lieut lieutenant major maj sgt sergeant admiral adm commander "
    "cpl private hon honourable honorable baron baroness count countess comte comtesse conte contessa graf grafin "
    "grafinia freiherr furst duke duchess duc duchesse earl marquis marquess marquise viscount viscountess "
    "vicomte vicomtesse prince princess king queen emperor empress sultan shah don dona dom blessed venerable "
    "swami sri judge justice president senator frau herr fru dean canon abbe abbot sheikh seigneur aunt uncle "
    "sieur bart rt knight grandfather visconde visconti ritter edler friherre rajah raja maharaja mahatma mgr "
    "msgr very viscomte margrave landgrave archduke bp abp grevinde greve lala khedive bey pasha imam ayatollah "
    "chief hr cav"
)
"""Folded. At the front of a name, or a comma part of its own; never the last word that is left of a name."""

WOMEN = words(
    "mrs ms miss mme mlle madame mademoiselle dame lady sister mother baroness countess comtesse contessa duchess "
    "duchesse marquise viscountess vicomtesse princess queen empress dona frau fru santa ste aunt grafin"
)

COLLECTIVES = words("brothers gebruder gebrueder brodrene sisters geschwister hermanos freres fratelli broderna")
"""Folded; before a family name: several people under one name."""

NOBILITY = words(
    "baron baroness count countess comte comtesse conte contessa graf grafin freiherr furst duke duchess duc "
    "duchesse earl marquis marquess marquise viscount viscountess vicomte vicomtesse prince princess lord lady "
    "visconde seigneur king queen bishop archbishop emperor bp grevinde greve"
)
"""Titles after which a place or a name of their own follows: Earl of Chesterfield, Lord Byron."""

SUFFIXES = {
    "jr": "Jr.",
    "jun": "Jr.",
    "junr": "Jr.",
    "junior": "Jr.",
    "sr": "Sr.",
    "sen": "Sr.",
    "senr": "Sr.",
    "senior": "Sr.",
    "pere": "père",
    "fils": "fils",
    "hijo": "fils",
    "ii": "II",
    "iii": "III",
    "iv": "IV",
    "2nd": "II",
    "3rd": "III",
    "4th": "IV",
    "the elder": "the Elder",
    "the younger": "the Younger",
    "esq": "Esq.",
    "esquire": "Esq.",
}
"""Folded to what is shown. They tell persons of one name apart, except Esq."""

NUMERALS = words("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii")

DEGREES = words(
    "md phd dd lld ma ba am bs bsc msc mba mfa esq kc qc mp sj osb op ocd ofm obe mbe kcb cb kcmg frs fsa rn usn "
    "usa dds dphil litt litd dsc edd jd cpa cssr rsm csc cj sm frgs bd usaf usmc ret ph fls cbe kbe osa ocso sdb "
    "mm cism cissp"
)
"""Folded without dots and spaces. After a name, alone or behind a comma: M.D., S.J."""

PARTICLES = words(
    "a de del della delle dello degli dei di da das do dos du des d la le les lo los las el al ul ibn bin ben abu "
    "von van vom zu zum zur den der dem ter ten te het t op af av och y e i und à ad an ap st y' ver mac ua dal "
    "dalla degl o' bint abd al- ud ed ad' in 't"
) - {"i", "in", "an", "st", "mac", "ad", "e", "op", "och", "ua", "ver", "do"}
"""Folded. Lower-case words inside a name that belong to the family name."""

SPANISH_FAMILIES = words(
    "garcia perez fernandez gonzalez rodriguez lopez martinez sanchez gomez martin jimenez ruiz hernandez diaz "
    "moreno alvarez munoz romero gutierrez navarro torres dominguez vazquez ramos gil ramirez serrano blanco "
    "molina suarez ortega delgado castro ortiz rubio marin nunez iglesias menendez valle mendez vargas marquez "
    "vasquez ibanez bazan becquer borges vaca castelo eca alarcon palacio coloma trueba echegaray cervantes "
    "benitez"
)
"""Folded; before another family name and behind a given one it is the first of two."""

FAMILY_FIRST = words(
    "wang li zhang liu chen yang huang zhao wu zhou xu sun ma zhu hu guo he gao lin luo zheng liang xie song tang "
    "deng han feng cao peng zeng xiao tian dong pan yuan cai jiang yu du ye cheng wei su lu ding ren yao shen jin "
    "mao hsu chang chao tsao ssuma sima ouyang chiang teng tseng hsiao liang lao kong kim lee park choi jung kang "
    "cho yoon jang lim han shin seo kwon sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi "
    "kato yoshida yamada sasaki yamaguchi matsumoto inoue kimura hayashi shimizu natsume akutagawa dazai mori "
    "murakami mishima kawabata tanizaki abe endo oe hagiwara miyazawa arishima shimazaki izumi futabatei kunikida "
    "nagai shiga okamoto yosano masaoka ozaki higuchi miyamoto kikuchi sakaguchi nguyen tran pham hoang phan vu "
    "vo dang bui ngo"
)
"""Folded family names of languages that put them first."""
