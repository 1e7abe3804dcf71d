"""Golden rules of French, Spanish, Russian, Arabic and German: | stands where a sentence ends."""

from __future__ import annotations

import pytest

from align.segmenter import split

GOLD = {
    "fr": [
        "La Conférence a adopté la résolution. | La séance est levée.",
        "Qui est responsable ? | Le Directeur général.",
        "Agissons ! | Le temps presse.",
        "M. Dupont et Mme. Martin ont pris la parole. | Ils étaient d'accord.",
        "M. Le Clézio a répondu. | Il était tard.",
        "S.E. M. Jean-Paul Sartre préside. | La séance commence.",
        "Voir l’art. 5 et le par. 3. | Voir aussi la p. 9.",
        "Voir A/RES/70/1. | Voir aussi GC.18/Res.9.",
        "Il a dit : « Nous acceptons. » | Les autres aussi.",
        "« Acceptons-nous ? » a demandé le Président. | Personne n’a répondu.",
        "La croissance était de 5,3 %. | Elle a ralenti.",
        "Les États, p. ex. l’Autriche, ont accepté. | Les autres non.",
        "Le commerce, l’industrie, etc. ont été examinés. | Rien n’a été décidé.",
        "Le commerce, l’industrie, etc. | Les autres points suivront.",
        "Le plan a été adopté (voir annexe I). | La séance est levée.",
        "Le plan a été adopté1. | La séance est levée.",
        "Le plan a été adopté.1 | La séance est levée.",
        "J.-P. Dupont a été élu. | Il a accepté.",
        "Vol. II paraîtra en 2024. | Le reste suivra.",
        "1. La Conférence prend note du rapport. | Elle s’en félicite.",
    ],
    "es": [
        "La Conferencia aprobó la resolución. | Se levanta la sesión.",
        "¿Quién es responsable? | El Director General.",
        "¡Actuemos! | El tiempo apremia.",
        "El Sr. García y la Sra. López intervinieron. | Estuvieron de acuerdo.",
        "El Excmo. Sr. D. Juan Pérez presidió. | La sesión comenzó.",
        "Véase el art. 5 y el párr. 3. | Véase también la pág. 9.",
        "Véase el núm. 5. | Es breve.",
        "Véase A/RES/70/1. | Véase también GC.18/Res.9.",
        "Se celebró en los EE.UU. | La próxima será en Viena.",
        "Los EE. UU. Mexicanos votaron a favor.",
        "Dijo: «Estamos de acuerdo». | Los demás también.",
        "Dijo: “Estamos de acuerdo.” | Los demás también.",
        "El crecimiento fue del 5,3%. | Había sido mayor.",
        "Se trató el comercio, la industria, etc. | El resto se aplazó.",
        "Se aprobó el plan (véase el anexo I). | Se levanta la sesión.",
        "Se aprobó el plan.1 | Se levanta la sesión.",
        "1. La Conferencia toma nota del informe. | Lo acoge con beneplácito.",
        "No se sabe... | ¿Quién lo sabe?",
    ],
    "ru": [
        "Конференция приняла резолюцию. | Заседание закрывается.",
        "Кто отвечает? | Генеральный директор.",
        "Надо действовать! | Времени мало.",
        "Доклад подготовил А. С. Иванов. | Он был принят.",
        "Г-н. Иванов выступил. | Его поддержали.",
        "См. ст. 5 и п. 3. | См. также стр. 9.",
        "Это было в 2022 г. | Конференция приняла план.",
        "Сессия прошла в г. Вена. | Она была короткой.",
        "Обсуждались торговля, промышленность и т.д. | Затем заседание закрылось.",
        "Некоторые страны, т.е. Австрия, согласились. | Другие нет.",
        "См. A/RES/70/1. | См. также GC.18/Res.9.",
        "Он сказал: «Мы согласны». | Другие тоже.",
        "«Вы согласны?» — спросил Председатель. | Никто не ответил.",
        "Рост составил 5,3 процента. | Он замедлился.",
        "План принят (см. приложение I). | Заседание закрывается.",
        "План принят.1 | Заседание закрывается.",
        "1. Конференция принимает к сведению доклад. | Она приветствует его.",
        "Пушкин им. А. С. Грибоедова не знал.",
    ],
    "ar": [
        "اعتمد المؤتمر القرار. | ورفعت الجلسة.",
        "من المسؤول؟ | المدير العام.",
        "يجب أن نعمل الآن! | الوقت قصير.",
        "تكلم د. أحمد. | ووافق الجميع.",
        "انظر ص. 5 من التقرير. | وهو طويل.",
        "انظر الوثيقة A/RES/70/1. | وقد وزعت.",
        "بلغ النمو 5.3 في المائة. | وكان أعلى.",
        "قال: «نحن موافقون.» | ووافق الآخرون.",
        "قال: \"نحن موافقون.\" | ووافق الآخرون.",
        "اعتمدت الخطة (انظر المرفق الأول). | ورفعت الجلسة.",
        "أولا، التعاون؛ ثانيا، الاستثمار؛ ثالثا، التجارة. | ووافق المؤتمر.",
        "1. يحيط المؤتمر علما بالتقرير. | ويرحب به.",
        "لا أحد يعلم... | وانتهت الجلسة.",
    ],
    "de": [
        "Die Konferenz nahm die Resolution an. | Die Sitzung wird geschlossen.",
        "Wer ist zuständig? | Der Generaldirektor.",
        "Handeln wir! | Die Zeit drängt.",
        "Dr. Müller und Prof. Schmidt sprachen. | Sie waren sich einig.",
        "Die 20. Tagung begann am 27. November. | Sie dauerte fünf Tage.",
        "Am 3. Oktober trat der II. Ausschuss zusammen. | Er tagte lange.",
        "Sie fand 2022 statt. | Die nächste folgt 2023. | Der Ort ist offen.",
        "Siehe Art. 5 Abs. 3 und Nr. 7. | Siehe auch S. 9.",
        "Viele Staaten, z. B. Österreich, stimmten zu. | Andere nicht.",
        "Viele Staaten, z.B. Österreich, d.h. Mitglieder, stimmten zu.",
        "Handel bzw. Industrie wurden erörtert. | Das Ergebnis ist offen.",
        "Erörtert wurden Handel, Industrie usw. | Der Rest wurde vertagt.",
        "Er sagte: „Wir stimmen zu.“ | Die anderen auch.",
        "„Stimmen wir zu?“, fragte er. | Niemand antwortete.",
        "»Stimmen wir zu?« | »Ja.«",
        "Siehe A/RES/70/1. | Siehe auch GC.18/Res.9.",
        "Das Wachstum betrug 5,3 Prozent. | Es war gering.",
        "Der Plan wurde angenommen (siehe Anhang I). | Die Sitzung wird geschlossen.",
        "Der Plan wurde angenommen.1 | Die Sitzung wird geschlossen.",
        "1. Die Konferenz nimmt den Bericht zur Kenntnis. | Sie begrüßt ihn.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("language", "gold"), [(code, gold) for code, golds in GOLD.items() for gold in golds])
def test_other_languages(language, gold):
    text = gold.replace(" | ", " ")
    assert [text[start:end] for start, end in split(text, language)] == gold.split(" | ")


def test_there_are_enough_golden_rules():
    assert all(len(set(golds)) >= 12 for golds in GOLD.values())
