"""How is a question asked, an answer taken, and what came of it told?"""

from __future__ import annotations

import streamlit as st

from core.config import ConfigError
from core.lessons import walk
from core.lessons.lesson import ChoiceQuestion, NumberQuestion, Question, Step
from core.lessons.measures import MEASURES
from core.lessons.progress import StepNote
from core.lessons.walk import Setting
from ui import forms, notices, state
from ui.lessons import classroom, noted


def ask(lesson: str, step: Step, question: Question) -> None:
    """Draw a question that has not been answered, and the button that takes the answer."""
    key, label = f"lesson-{lesson}-{step.id}", f"**Predict first.** {question.asks}"
    if isinstance(question, ChoiceQuestion):
        shown = [option.text for option in question.options]
        st.radio(label, range(len(shown)), index=None, key=key, format_func=lambda i: shown[i])
    elif isinstance(question, NumberQuestion):
        unit = MEASURES[question.measure.partition(" of ")[0]].unit
        st.text_input(f"{label} ({unit})" if unit else label, key=key, max_chars=40)
    else:
        st.markdown(label)
    words = "It is here" if question.kind == "point" else "That is my guess"
    st.button(words, key="lesson-answer", type="primary", on_click=_take, args=(lesson, step, question, key))


def told(step: Step, question: Question, note: StepNote, setting: Setting) -> None:
    """Draw what was answered, and whether it was right. Raises ModelError if the model is not there."""
    right = walk.is_right(question, note.answer, setting)
    given = in_words(question, note.answer)
    st.markdown(f"{question.asks}\n\nYou said: **{given}**")
    if right:
        st.success("You saw that coming.", icon=":material/check:")
    else:
        st.info(_instead(question, setting), icon=":material/lightbulb:")


def in_words(question: Question, answer: str) -> str:
    """Return an answer as it is kept in the words that it was given in."""
    if isinstance(question, ChoiceQuestion):
        index = int(answer) if answer.isdecimal() else len(question.options)
        return question.options[index].text if index < len(question.options) else answer
    if isinstance(question, NumberQuestion):
        measure = MEASURES[question.measure.partition(" of ")[0]]
        return f"{answer} {measure.unit}".strip()
    return f"z = ({', '.join(f'{part:.2f}' for part in walk.point(answer))})"


def _instead(question: Question, setting: Setting) -> str:
    if isinstance(question, ChoiceQuestion):
        right = walk.right_option(question, setting)
        return f"It came out otherwise: {question.options[right].text}" if right >= 0 else "None of these came out."
    if isinstance(question, NumberQuestion):
        measure = MEASURES[question.measure.partition(" of ")[0]]
        return f"It came out otherwise: {measure.written(walk.number(question.measure, setting))}."
    return "Not quite there: what is asked for lies elsewhere."


def _take(lesson: str, step: Step, question: Question, key: str) -> None:
    given = st.session_state.get(key) if question.kind != "point" else state.parameter("z")
    try:
        answer = walk.checked(question, "" if given is None else str(given))
    except ConfigError as error:
        notices.linger(forms.sentence(error), noted.PLACE)
        return
    notices.linger("", noted.PLACE)
    noted.change(lambda now: now.noting(now.of(lesson, step.id).replace(answer=answer)))
    classroom.guess(lesson, step.id, answer)
