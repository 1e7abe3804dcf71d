"""Symbols: document names of the United Nations read rightly; symbols seen where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from align.un_documents import find_symbols, parse_file_name, parse_symbol
from benchmarks import Row

PLAUSIBLE = str.split(
    "CRPD/C/CHN/CO/2-3 CRPD/C/GC/6 CED/C/FRA/CO/1 CED/C/SR.123 CMW/C/24/2 CMW/C/MEX/Q/3 NPT/CONF.2015/13 NPT/CONF.2020/PC.II/WP.4 "
    "ISBA/21/C/WP.1 ISBA/26/A/5/Rev.1 CBD/COP/DEC/15/4 CBD/SBSTTA/24/INF/1 UNEP/CBD/COP/10/27 UNODC/CCPCJ/2015/EG.6/1 "
    "A/ES-10/658 A/S-30/L.1 CEDAW/C/URY/8-9 A/CONF.224/PC(III)/L.1 A/CONF.231/3 BWC/CONF.VIII/4 BWC/MSP/2013/5 "
    "APLC/MSP.14/2014/2 CCM/MSP/2014/1 CCW/GGE.1/2018/3 CD/1999 CD/PV.1234 CLCS/42 SPLOS/25/4 IPBES/4/1 HRI/GEN/1/Rev.9 "
    "CCPR/C/114/D/2054/2011 CAT/OP/1/Rev.1 CAT/C/SR.1201 CRC/C/OPAC/CHN/CO/1 CERD/SP/77 E/C.12/CHN/CO/2 E/CN.4/Sub.2/2003/12 "
    "A/HRC/WG.6/17/CHN/1 A/HRC/RES/32/13 A/HRC/S-17/2/Add.1 A/CN.9/WG.III/WP.142/Add.1 ECE/TRANS/WP.29/2015/12 "
    "ECE/TRANS/180/Add.1/Amend.1 ECE/MP.PP/2021/2 E/ECE/324/Rev.2/Add.100 E/ESCAP/73/1 TD/B/C.I/MEM.2/31 TD/B(S-XXVII)/1 "
    "TD/B/EX(59)/2 UNCTAD/DITC/TNCD/2015/1 FCCC/PA/CMA/2018/3/Add.1 ICCD/COP(14)/23/Add.1 ICC-ASP/14/Res.1 JIU/REP/2015/1 "
    "ICSC/80/R.2 UNW/2015/1 DP/FPA/2015/1 UNEP/EA.2/Res.1 UNEP/GC.26/1 UNEP(DTIE)/Hg/INC.6/24 UNEP/OzL.Pro.WG.1/35/1 "
    "ST/ESA/STAT/SER.A/123 ST/SG/SER.E/INF/31 E/2016/75-E/C.19/2016/1 A/69/793-S/2015/124"
)  # fmt: skip
"""Symbols of many bodies, those that the issue names among them."""

LIKE_SYMBOLS = str.split(
    "TCP/IP N/A A/B I/O OS/2 PS/2 24/7 2023/24 and/or km/h HIV/AIDS CAT/5 ISO/IEC GB/T 7714-2015 PC/104 A/4 AC/DC USB/2 S/2 E/10 "
    "RS232/RS485 CO2/CO 1/2 UTF-8/16 CD/DVD TD/2 ST/1 DP/1 FEB/12/2014 PM2.5/PM10 B/L C/O W/O H1N1/H5N1 GPRS/3G/4G"
)


def rows(data: Path) -> Iterator[Row]:
    names = (data / "real/unpc-dev/unpc.ids").read_text(encoding="utf-8").splitlines()
    documents = sorted({line.split()[0].partition("/")[2] for line in names})
    symbols = {name: written(name) for name in documents}
    yield share("symbols of unpc.ids read whole", [read_whole(s) for s in symbols.values()], "99 %")
    found = [symbol in texts_in(f"见{symbol}号文件。") for symbol in symbols.values()]
    yield share("the same found in running Chinese", found, "99 %")
    files = [file_name_read(symbol, f"{symbol.replace('/', '_')}-ZH.pdf") for symbol in symbols.values()]
    yield share("the same read from file names as the UN gives them, A_69_793-ZH.pdf", files, "")
    yield share(f"{len(PLAUSIBLE)} symbols of many bodies read whole", [read_whole(s) for s in PLAUSIBLE], "all")
    yield share("the same where no multi-letter body is known, by their shape alone", by_shape(PLAUSIBLE), "")
    yield Row("look-alikes taken for symbols", f"{sum(1 for s in LIKE_SYMBOLS for _ in texts_in(s))}", aim="0")
    for what, pattern in (("laws", "real/laws/*.txt"), ("novels", "mac-dev/*"), ("the Bible", "bible/*")):
        text = "\n".join(
            p.read_text(encoding="utf-8", errors="replace") for p in sorted(data.glob(pattern)) if p.is_file()
        )
        false = [symbol.text for _, _, symbol in find_symbols(text)]
        yield Row(
            f"symbols in {what}, {len(text) / 1e6:.1f} million characters",
            f"{len(false)}",
            aim="0",
            published=" ".join(false[:5]),
        )


def share(what: str, right: list[bool], aim: str) -> Row:
    return Row(what, f"{sum(right)} of {len(right)} ({sum(right) / len(right):.3f})", aim=aim)


def read_whole(text: str) -> bool:
    """Whether a symbol is read, and with the revisions, corrigenda and addenda that its text shows."""
    symbol = parse_symbol(text)
    if symbol is None or symbol.text != text:
        return False
    shown = {name: int(n) for name, n in re.findall(r"/(Add|Rev|Corr)\.(\d+)", text)}
    return shown == {
        name: n
        for name, n in (("Add", symbol.addendum), ("Rev", symbol.revision), ("Corr", symbol.corrigendum))
        if n is not None
    }


def by_shape(texts: list[str]) -> list[bool]:
    """Whether each is read when its body's letters are ones that no list has: XQZ/CONF.2015/13."""
    unknown = [re.sub(r"^[A-Z]{2,8}", "XQZ", text) for text in texts]
    return [read_whole(text) for text in unknown]


def texts_in(text: str) -> list[str]:
    return [symbol.text for _, _, symbol in find_symbols(text)]


def file_name_read(symbol: str, name: str) -> bool:
    found, language = parse_file_name(name)
    return found is not None and found.text == symbol and language == "zh"


def written(name: str) -> str:
    """The symbol that a name of the parallel corpus stands for: conf_224/pc_iii_/l_1 is CONF.224/PC(III)/L.1."""
    out = []
    for part in name.split("/"):
        number = re.fullmatch(r"(\d+)__(?:part_([ivx]+)|(\d{4}))_", part)
        bracket = re.fullmatch(r"([a-z]+)_([a-z]+)_", part)
        if number:
            text = f"{number[1]} ({f'Part {number[2].upper()}' if number[2] else number[3]})"
        elif bracket:
            text = f"{bracket[1].upper()}({bracket[2].upper()})"
        elif re.fullmatch(r"\d+_\d+|es_\d+", part):
            text = part.upper().replace("_", "-")
        else:
            text = part.upper().replace("_", ".")
        out.append(
            re.sub(r"\b(ADD|REV|CORR)\b|\bHG\b|\bPRO\b", lambda m: m[0].capitalize(), text).replace("OZL", "OzL")
        )
    return "/".join(out)
