/** What a shell reads to complete our command line: it asks us for the words that fit. */
export const COMPLETION_SCRIPTS = {
  bash: `# scstadmin completion for bash: source it, or put it into
# /usr/share/bash-completion/completions/scstadmin
_scstadmin() {
  local IFS=$'\\n'
  local line=\${COMP_LINE:0:COMP_POINT}
  # Names hold colons, at which bash would cut: take the words from the line itself.
  local words
  IFS=' ' read -r -a words <<< "$line"
  [[ $line == *' ' ]] && words+=('')
  COMPREPLY=($(scstadmin completion words -- "\${words[@]:1}" 2>/dev/null))
  local last=\${words[-1]}
  if [[ $last == *:* && $COMP_WORDBREAKS == *:* ]]; then
    local cut=\${last%"\${last##*:}"}
    COMPREPLY=("\${COMPREPLY[@]#"$cut"}")
  fi
}
complete -o default -F _scstadmin scstadmin
`,
  zsh: `#compdef scstadmin
# scstadmin completion for zsh: put it into a directory of $fpath as _scstadmin
_scstadmin() {
  local -a fitting
  fitting=("\${(@f)$(scstadmin completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n $fitting[1] ]]; then
    compadd -- $fitting
  else
    _files
  fi
}
_scstadmin "$@"
`,
  fish: `# scstadmin completion for fish: put it into ~/.config/fish/completions/scstadmin.fish
function __scstadmin_words
    set -l words (commandline -opc) (commandline -ct)
    set -l fitting (scstadmin completion words -- $words[2..-1] 2>/dev/null)
    if test (count $fitting) -gt 0
        printf '%s\\n' $fitting
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c scstadmin -f -a '(__scstadmin_words)'
`,
} as const
